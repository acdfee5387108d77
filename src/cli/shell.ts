import type { AxonIdentity } from "../axon/create-axon.ts";
import type { NeuronHealth } from "../chain/neuron-health.ts";
import type { Config } from "../config/resolve.ts";
import type { Settings } from "../config/settings.ts";
import type { JobRunner } from "../jobs/job-runner.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { ChainFacts } from "../ops/neuron-facts.ts";
import type { Logging } from "../ops/logs/logging.ts";
import type { Progress } from "../lib/progress.ts";
import type { Database } from "../store/database.ts";
import type { ServerSettings } from "../store/connection.ts";
import type { Store } from "../store/store.ts";
import type { NetworkInspection } from "./doctor/network-inspection.ts";
import type { NetworkJobs } from "../subnets/risk/network-jobs.ts";
import type { Prompt } from "../wallet/passwords.ts";

/** A place to write text to, which may be a terminal. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** How wide the terminal is, in characters; undefined where there is none. */
  readonly columns?: number | undefined;
}

/** What commands and everything below them report through. */
export interface Tools {
  readonly logger: Logger;
  /** The log of this process: its level, its files, its last lines. */
  readonly logs: Omit<Logging, "logger">;
  readonly progress: Progress;
  readonly clock: Clock;
}

/** The open store and the jobs on it. */
export interface Workshop {
  /** Returns the jobs of a configured network. */
  jobsOf(network: string): Promise<NetworkJobs>;
  /** Returns the database of a configured network. */
  databaseOf(network: string): Database;
  /** Serves what the store holds. Without an identity nobody can be told apart: only open access can be served. */
  startAxon(signal: AbortSignal, identity: NeuronIdentity | undefined): Promise<RunningAxon>;
  /** Returns what each configured network has, read anew. */
  inspect(): Promise<readonly NetworkInspection[]>;
  /** Opens the operator's way into the neuron whose axon was started; undefined where it is switched off. */
  startControl(config: Config, parts: ControlParts): Promise<RunningControl | undefined>;
  /** Returns what runs the jobs of all networks on their schedules; it is not started yet. */
  createJobRunner(): Promise<JobRunner>;
  close(): Promise<void>;
}

export interface WorkshopOptions {
  readonly signal: AbortSignal;
  /** Whether the axon will be started: its libraries are loaded while the database engine starts. */
  readonly serves?: boolean;
}

/** Who the neuron is on its chain. */
export interface NeuronIdentity extends AxonIdentity {
  health(): NeuronHealth;
  /** Returns how the neuron stands on chain, for its operator. */
  chainFacts(): ChainFacts;
}

/** What the control API works with, beside the axon. */
export interface ControlParts {
  readonly signal: AbortSignal;
  /** Undefined in a neuron that runs no jobs. */
  readonly jobs: JobRunner | undefined;
}

/** A running control API. */
export interface RunningControl {
  readonly url: string;
  stop(): Promise<void>;
}

/** What is different from the settings' own store. */
export interface StoreVariant {
  /** Every network's database is on this server. */
  readonly server?: ServerSettings | undefined;
  /** Comes after the name of every database. */
  readonly databaseSuffix?: string | undefined;
  /** The last schema file to apply; all of them when undefined. */
  readonly schemaVersion?: number | undefined;
}

/** A running axon. */
export interface RunningAxon {
  readonly url: string;
  /** The port that it listens on. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * What the entry point lends to the commands: the outside world, and the builders of concrete parts, so that a
 * command is a function of what it is given.
 */
export interface Shell {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Results. */
  readonly stdout: Output;
  /** Logs, progress and errors. */
  readonly stderr: Output;
  /** Asks the person at the terminal. */
  readonly prompt: Prompt;
  /** Asks the person at the terminal for a yes; only where the prompt is interactive. */
  confirm(question: string): Promise<boolean>;
  /** Fires at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  createTools(settings: Settings["log"]): Promise<Tools>;
  openWorkshop(settings: Settings, tools: Tools, options: WorkshopOptions): Promise<Workshop>;
  /** From now on a crash leaves a report in this directory, without these secrets. */
  reportCrashesTo(directory: string, secrets: readonly string[]): void;
  /** Returns the store of the settings, or a variant of it, not yet started. */
  createStore(settings: Settings, tools: Tools, variant: StoreVariant): Promise<Store>;
  /** Tells the process manager that the program serves. */
  readonly announceReady: () => void;
}
