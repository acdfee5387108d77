import type { Fault } from "./fault.ts";
import { forAWhile } from "./for-a-while.ts";

const ways = ["drops connections", "is away", "freezes", "lags", "goes back"] as const;

/** The node of the chain errs in one of the ways in which nodes do. */
export const chainDrops: Fault = {
  name: "chain drops",
  happen: async ({ network: { chain }, chance, diary }, signal) => {
    const way = chance.pick(ways);
    diary.write(`chain ${way}`);
    const { faults } = chain;
    switch (way) {
      case "drops connections":
        faults.drop();
        break;
      case "goes back":
        faults.reorganise(chain.head.number - 2);
        break;
      case "is away":
        faults.refuse();
        faults.drop();
        break;
      case "freezes":
        faults.freeze();
        break;
      case "lags":
        faults.lag(chance.between(500, 3_000));
        break;
    }
    await forAWhile(chance.between(5, 30), signal);
    faults.lag(0);
    faults.thaw();
    if (way === "is away") await faults.accept();
    diary.write("chain is well");
  },
};
