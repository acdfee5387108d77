import { confirmOnTerminal } from "../src/cli/confirm.ts";
import type { Output, Shell, Tools, WorkshopOptions } from "../src/cli/shell.ts";
import { terminalPrompt } from "../src/cli/wallet/terminal-prompt.ts";
import type { Settings } from "../src/config/settings.ts";
import type { CrashGuard } from "./crash-guard.ts";

/** As shells report a process that a signal ended. */
const interruptedExitCode = 130;

/** Returns this process as the commands see it. */
export function createShell(crashGuard: CrashGuard): Shell {
  const signal = stopSignal();
  const terminal = { input: process.stdin, output: process.stderr, signal };
  return {
    environment: process.env,
    workingDirectory: process.cwd(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    prompt: terminalPrompt(process.stdin, process.stderr),
    confirm: (question) => confirmOnTerminal(question, terminal),
    signal,
    // Each loads what it needs when it is called: that takes longer than most commands to run.
    createTools: async (settings) => (await import("./tools.ts")).createTools(settings, process.stderr),
    openWorkshop,
    createStore: async (...given) => (await import("./store.ts")).createStore(...given),
    reportCrashesTo: (directory, secrets) => {
      crashGuard.reportTo({ directory, secrets: [...secrets, ...secretVariables()] });
    },
    announceReady: () => process.send?.("ready"),
  };
}

/** What takes long to load is loaded while the database engine starts, which takes as long. */
async function openWorkshop(settings: Settings, tools: Tools, { signal, serves = false }: WorkshopOptions) {
  const { createStore } = await import("./store.ts");
  const store = createStore(settings, tools, {});
  const [{ createWorkshop }] = await Promise.all([
    import("./workshop.ts"),
    store.start(signal),
    serves ? import("./axon.ts") : undefined,
  ]);
  return createWorkshop(store, settings, tools);
}

/** Wallet passwords and the like reach the neuron by its environment, too. */
function secretVariables(): string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    /PASS|SECRET|TOKEN|MNEMONIC|BT_PW|(^|_)KEY(_|$)/i.test(name) && value !== undefined ? [value] : [],
  );
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}

/** The first SIGINT or SIGTERM asks the program to stop cleanly, the second ends it at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(interruptedExitCode);
    stopping.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return stopping.signal;
}
