import type { CommandDefinition, CommandGroup } from "./command.ts";

/** What the help says of a command; its code is loaded when it is asked for, so that no command waits for another's. */
export interface CommandEntry {
  readonly name: string;
  /** The heading that it stands under. */
  readonly group: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition | CommandGroup>;
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "miner",
    group: "Run",
    summary: "run the neuron: announce its axon, serve what is published and run its jobs until told to stop",
    load: async () => (await import("./miner.ts")).minerCommand,
  },
  {
    name: "validator",
    group: "Run",
    summary: "ask the subnet's miners for their scores, grade them against our own batches and set weights",
    load: async () => (await import("./validator.ts")).validatorCommand,
  },
  {
    name: "demo",
    group: "Run",
    summary: "make a small world and a local chain, run the whole main job on them, and serve until stopped",
    load: async () => (await import("./demo/demo.ts")).demoCommand,
  },
  {
    name: "devnet",
    group: "Run",
    summary: "run a local chain on which the wallet's coldkey has money, to try a miner on, until stopped",
    load: async () => (await import("./devnet.ts")).devnetCommand,
  },
  {
    name: "status",
    group: "Look",
    summary: "show how the running neuron does: chain, requests, publications, models, jobs, warnings",
    load: async () => (await import("./status.ts")).statusCommand,
  },
  {
    name: "doctor",
    group: "Look",
    summary: "check everything that the neuron needs, and say what to do about what is wrong",
    load: async () => (await import("./doctor.ts")).doctorCommand,
  },
  {
    name: "jobs",
    group: "Look",
    summary: "look at and start the jobs of the running neuron",
    load: async () => (await import("./jobs.ts")).jobCommands,
  },
  {
    name: "logs",
    group: "Look",
    summary: "print the last lines of the neuron's log",
    load: async () => (await import("./logs.ts")).logsCommand,
  },
  {
    name: "log-level",
    group: "Look",
    summary: "show the running neuron's log level, or change it until the neuron ends",
    load: async () => (await import("./logs.ts")).logLevelCommand,
  },
  {
    name: "config",
    group: "Look",
    summary: "print every effective setting with its source, secrets hidden",
    load: async () => (await import("./config.ts")).configCommand,
  },
  {
    name: "query",
    group: "Look",
    summary: "ask a miner with a signed request, and check the signed answer",
    load: async () => (await import("./query.ts")).queryCommand,
  },
  {
    name: "ingest",
    group: "Batches, models and scores",
    summary: "take batches from the source, verify and store them",
    load: async () => (await import("./ingest.ts")).ingestCommand,
  },
  {
    name: "backfill",
    group: "Batches, models and scores",
    summary:
      "ingest and score what is missing in a range of dates, training first where there is no model; run it again to go on",
    load: async () => (await import("./backfill.ts")).backfillCommand,
  },
  {
    name: "train",
    group: "Batches, models and scores",
    summary: "train the models on ingested batches, all of them unless a range is given",
    load: async () => (await import("./train.ts")).trainCommand,
  },
  {
    name: "models",
    group: "Batches, models and scores",
    summary: "look at the models and choose which of them score",
    load: async () => (await import("./models.ts")).modelsCommands,
  },
  {
    name: "labels",
    group: "Batches, models and scores",
    summary: "teach the models with labels of your own, used while there is too little of what addresses did",
    load: async () => (await import("./labels.ts")).labelsCommands,
  },
  {
    name: "score",
    group: "Batches, models and scores",
    summary: "score ingested batches with the newest models and publish the scores",
    load: async () => (await import("./score.ts")).scoreCommand,
  },
  {
    name: "grade",
    group: "Batches, models and scores",
    summary: "grade published scores as the reference validator would today",
    load: async () => (await import("./grade.ts")).gradeCommand,
  },
  {
    name: "backtest",
    group: "Batches, models and scores",
    summary: "walk through history as if live, and compare the models with baselines",
    load: async () => (await import("./backtest.ts")).backtestCommand,
  },
  {
    name: "export",
    group: "Batches, models and scores",
    summary: "write published scores as Parquet files",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    name: "wallet",
    group: "Keys and chain",
    summary: "make and look at the keys of a wallet",
    load: async () => (await import("./wallet.ts")).walletCommands,
  },
  {
    name: "register",
    group: "Keys and chain",
    summary: "register the hotkey on a subnet: shows price and balance, asks, and pays with the coldkey",
    load: async () => (await import("./register.ts")).registerCommand,
  },
  {
    name: "axon",
    group: "Keys and chain",
    summary: "look at and change where the chain says that the axon is",
    load: async () => (await import("./axon.ts")).axonCommands,
  },
  {
    name: "bans",
    group: "Keys and chain",
    summary: "look at and change whom the axon turns away; a running neuron follows within seconds",
    load: async () => (await import("./bans.ts")).banCommands,
  },
  {
    name: "backup",
    group: "Data",
    summary: "save tables, models, bans and ledgers to a new directory, while the neuron runs",
    load: async () => (await import("./backup.ts")).backupCommand,
  },
  {
    name: "restore",
    group: "Data",
    summary: "bring a backup back, wholly or not at all, while no neuron runs",
    load: async () => (await import("./restore.ts")).restoreCommand,
  },
  {
    name: "db",
    group: "Data",
    summary: "move the tables to another place",
    load: async () => (await import("./db.ts")).dbCommands,
  },
];
