import { expect } from "chai";
import fc from "fast-check";
import { RecencyMap } from "../../../../src/axon/guard/recency-map.ts";

describe(RecencyMap.name, () => {
  it("behaves as a list does whose entries move to its end when they are set", () => {
    const key = fc.constantFrom("a", "b", "c", "d", "e");
    const step = fc.record({
      act: fc.constantFrom("set", "set", "delete", "drop oldest"),
      key,
      value: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const map = new RecencyMap<number>();
        let list: { key: string; value: number }[] = [];
        for (const { act, key: named, value } of steps) {
          const target = act === "drop oldest" ? (list[0]?.key ?? named) : named;
          list = list.filter((entry) => entry.key !== target);
          if (act === "set") list.push({ key: target, value });
          if (act === "set") map.set(target, value);
          else map.delete(target);
          expect([...map.values()]).to.deep.equal(list.map((entry) => entry.value));
          expect(map.size).to.equal(list.length);
          expect(map.oldest?.key).to.equal(list[0]?.key);
          expect(map.find(named)).to.equal(list.find((entry) => entry.key === named)?.value);
        }
      }),
      { numRuns: 500 },
    );
  });
});
