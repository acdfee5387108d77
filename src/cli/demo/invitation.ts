import { relative, resolve } from "node:path";
import type { Call } from "../command.ts";
import type { Shell } from "../shell.ts";
import { quoted } from "../text.ts";

/** Where a running demo is, and as whom to ask it. */
export interface Invitation {
  readonly url: string;
  /** Of the miner. */
  readonly hotkey: string;
  readonly date: string;
  /** The directory of the demo's wallets. */
  readonly walletPath: string;
}

/** Returns the command lines to try on a running demo: what is open with curl, the rest signed by its validator. */
export function invitationText(
  { workingDirectory }: Pick<Shell, "workingDirectory">,
  { url, hotkey, date, walletPath }: Invitation,
): string {
  const { port, protocol } = new URL(url);
  const wallet = `--wallet.path ${quoted(shortest(walletPath, workingDirectory))} --wallet.name demo-validator`;
  const query = `npx neuron query %PATH% ${wallet} --hotkey ${hotkey} --port ${port}`.concat(
    protocol === "https:" ? " --tls" : "",
  );
  const ask = (path: string, scheme: string) => `  ${query.replace("%PATH%", path)} --scheme ${scheme}`;
  return [
    "",
    `Serving at ${url}, documented at ${url}/docs. What anybody may ask:`,
    ...["/health", "/version", "/openapi.json"].map((path) => `  curl ${url}${path}`),
    "What validators may ask, as the demo's own validator:",
    ask("/scores/alerts/latest", "btauth"),
    ask(`"/rankings/alerts/${date}?limit=5"`, "synapse"),
    ask("/models/metadata/alert_scorer", "epistula"),
    "",
  ].join("\n");
}

/** Returns what to do next with what a demo has made that ended by itself. */
export function farewellText(call: Pick<Call, "shell" | "config">): string {
  const directory = quoted(dataDirectory(call));
  return [
    "",
    `It has ended, and what it made is in ${directory}. Without --once it serves that until stopped. What may be next:`,
    `  npx neuron backtest --source ${directory}/demo-world --data-dir ${directory}`,
  ].join("\n");
}

/** Returns the command line that shows how the demo's miner does, and where its dashboard is. */
export function lookText(call: Pick<Call, "shell" | "config">): string {
  return `How it does, and the address of its dashboard:\n  npx neuron status --data-dir ${quoted(dataDirectory(call))}\n`;
}

function dataDirectory({ shell: { workingDirectory }, config }: Pick<Call, "shell" | "config">): string {
  return shortest(resolve(workingDirectory, config.settings.dataDir), workingDirectory);
}

function shortest(path: string, workingDirectory: string): string {
  const seenFromHere = relative(workingDirectory, path);
  return seenFromHere.startsWith("..") ? path : `./${seenFromHere}`;
}
