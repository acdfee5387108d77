import { once } from "node:events";
import type { Config } from "../config/resolve.ts";
import type { Shell, Tools, Workshop } from "./shell.ts";

/** The command line of one call, as the command's own code sees it. */
export interface Call {
  readonly shell: Shell;
  readonly config: Config;
  readonly tools: Tools;
  /** The command's own arguments and options, by their (long) name; settings are in `config`. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** Prints a line of the result for people; silent where machines read. */
  readonly print: (line: string) => void;
}

/** What a command answers to machines. */
export type Result = Readonly<Record<string, unknown>>;

export interface CommandDefinition {
  /** Words after the command, in order: `<subject>` and what it means. */
  readonly arguments?: readonly (readonly [name: string, description: string])[];
  /** Flags beside the settings: `--date <date>` and what it means. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** What stands after the command's name, without a dash; found among the options by this name. */
  readonly argument?: readonly [name: string, description: string];
  /** Said below the options. */
  readonly note?: string;
  /** Flags of settings that its help explains beside the usual ones: `max-burn`. */
  readonly settings?: readonly string[];
  /** Whether its help explains every setting. */
  readonly explainsSettings?: boolean;
  /** Whether people watch it by its log. The others say what they do on standard output. */
  readonly isService?: boolean;
  run(call: Call): Promise<Result>;
  /** Returns the exit code of a result; 0 without it. */
  exitCodeOf?(result: Result): number;
}

/** What the help lists. */
export type Named<Definition> = Definition & { readonly name: string; readonly summary: string };

/** Commands under a common first word: `neuron wallet list`. */
export interface CommandGroup {
  readonly commands: readonly Named<CommandDefinition>[];
}

/** Runs work in an open workshop and closes it afterwards, whatever happened. */
export async function inWorkshop<Result>(
  { shell, config, tools }: Call,
  work: (workshop: Workshop) => Promise<Result>,
): Promise<Result> {
  const workshop = await shell.openWorkshop(config.settings, tools, { signal: shell.signal });
  try {
    return await work(workshop);
  } finally {
    await workshop.close();
  }
}

/** Tells the process manager that the program serves, and resolves at the first SIGINT or SIGTERM. */
export async function untilStopped({ signal, announceReady }: Shell): Promise<void> {
  announceReady();
  if (!signal.aborted) await once(signal, "abort");
}
