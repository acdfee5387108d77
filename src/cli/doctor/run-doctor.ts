import type { Call, Result } from "../command.ts";
import { behind } from "../text.ts";
import { checkChain } from "./chain-checks.ts";
import type { Check } from "./check.ts";
import { checkData } from "./data-checks.ts";
import { checkMachine } from "./machine-checks.ts";
import { checkReachability } from "./reachability.ts";
import { judgeRepository } from "./repository-check.ts";
import { checkWallet } from "./wallet-checks.ts";

/** Checks everything, prints each finding as it is made, and what to do about it. */
export async function runDoctor(call: Call): Promise<Result & { readonly checks: readonly Check[] }> {
  const checks: Check[] = [];
  const { columns } = call.shell.stdout;
  const take = (found: readonly Check[]) => {
    for (const check of found) for (const line of linesOf(check, columns)) call.print(line);
    checks.push(...found);
  };
  take(await checkMachine(call));
  const wallet = await checkWallet(call);
  take(wallet.checks);
  const chain = await checkChain(call, wallet.keys);
  take(chain.checks);
  take([await checkReachability(call, chain.axon)]);
  take([judgeRepository(call.config.settings.api)]);
  take(await checkData(call));
  for (const line of behind("", summaryOf(checks), columns)) call.print(line);
  return { checks };
}

function linesOf({ name, status, detail, fix }: Check, columns: number | undefined): string[] {
  const margin = `${status.toUpperCase().padEnd(4)}  ${name.padEnd(nameCharacters)}  `;
  const found = behind(margin, detail, columns);
  if (fix === "" || status === "pass") return found;
  return [...found, ...behind(`${" ".repeat(margin.length)}-> `, fix, columns)];
}

const nameCharacters = 20;

function summaryOf(checks: readonly Check[]): string {
  const named = (status: Check["status"]) => checks.filter((check) => check.status === status);
  const list = (found: readonly Check[], what: string) =>
    `${found.length} ${what}${found.length === 0 ? "" : `: ${found.map(({ name }) => name).join(", ")}`}`;
  const [warnings, failures] = [named("warn"), named("fail")];
  return `${named("pass").length} passed; ${list(warnings, "warned")}; ${list(failures, "failed")}`;
}
