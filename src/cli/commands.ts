import type { CommandDefinition, CommandGroup } from "./command.ts";

/** What the help says of a command; its code is loaded when it is asked for, so that no command waits for another's. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandDefinition | CommandGroup>;
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "miner",
    summary: "run the neuron: announce its axon, serve what is published and run its jobs until told to stop",
    load: async () => (await import("./miner.ts")).minerCommand,
  },
  {
    name: "validator",
    summary: "ask the subnet's miners for their scores, grade them against our own batches and set weights",
    load: async () => (await import("./validator.ts")).validatorCommand,
  },
  {
    name: "status",
    summary: "show how the running neuron does: chain, requests, publications, models, jobs, warnings",
    load: async () => (await import("./status.ts")).statusCommand,
  },
  {
    name: "doctor",
    summary: "check everything that the neuron needs, and say what to do about what is wrong",
    load: async () => (await import("./doctor.ts")).doctorCommand,
  },
  {
    name: "jobs",
    summary: "look at and start the jobs of the running neuron",
    load: async () => (await import("./jobs.ts")).jobCommands,
  },
  {
    name: "logs",
    summary: "print the last lines of the neuron's log",
    load: async () => (await import("./logs.ts")).logsCommand,
  },
  {
    name: "log-level",
    summary: "show the running neuron's log level, or change it until the neuron ends",
    load: async () => (await import("./logs.ts")).logLevelCommand,
  },
  {
    name: "ingest",
    summary: "take batches from the source, verify and store them",
    load: async () => (await import("./ingest.ts")).ingestCommand,
  },
  {
    name: "backfill",
    summary:
      "ingest and score what is missing in a range of dates, training first where there is no model; run it again to go on",
    load: async () => (await import("./backfill.ts")).backfillCommand,
  },
  {
    name: "train",
    summary: "train the models on ingested batches, all of them unless a range is given",
    load: async () => (await import("./train.ts")).trainCommand,
  },
  {
    name: "models",
    summary: "look at the models and choose which of them score",
    load: async () => (await import("./models.ts")).modelsCommands,
  },
  {
    name: "score",
    summary: "score ingested batches with the newest models and publish the scores",
    load: async () => (await import("./score.ts")).scoreCommand,
  },
  {
    name: "grade",
    summary: "grade published scores as the reference validator would today",
    load: async () => (await import("./grade.ts")).gradeCommand,
  },
  {
    name: "backtest",
    summary: "walk through history as if live, and compare the models with baselines",
    load: async () => (await import("./backtest.ts")).backtestCommand,
  },
  {
    name: "export",
    summary: "write published scores as Parquet files",
    load: async () => (await import("./export.ts")).exportCommand,
  },
  {
    name: "query",
    summary:
      "ask a miner with a signed request and check the signed answer; " +
      "exit code 77 when it refuses, 76 for no readable answer, 75 for none, 65 for one without its good signature",
    load: async () => (await import("./query.ts")).queryCommand,
  },
  {
    name: "labels",
    summary: "teach the models with labels of your own, used while there is too little of what addresses did",
    load: async () => (await import("./labels.ts")).labelsCommands,
  },
  {
    name: "demo",
    summary: "make a small world and a local chain, run the whole main job on them, and serve until stopped",
    load: async () => (await import("./demo/demo.ts")).demoCommand,
  },
  {
    name: "devnet",
    summary: "run a local chain on which the wallet's coldkey has money, to try a miner on, until stopped",
    load: async () => (await import("./devnet.ts")).devnetCommand,
  },
  {
    name: "wallet",
    summary: "make and look at the keys of a wallet",
    load: async () => (await import("./wallet.ts")).walletCommands,
  },
  {
    name: "register",
    summary: "register the hotkey on a subnet: shows price and balance, asks, and pays with the coldkey",
    load: async () => (await import("./register.ts")).registerCommand,
  },
  {
    name: "axon",
    summary: "look at and change where the chain says that the axon is",
    load: async () => (await import("./axon.ts")).axonCommands,
  },
  {
    name: "bans",
    summary: "look at and change whom the axon turns away; a running neuron follows within seconds",
    load: async () => (await import("./bans.ts")).banCommands,
  },
  {
    name: "backup",
    summary: "save tables, models, bans and ledgers to a new directory, while the neuron runs",
    load: async () => (await import("./backup.ts")).backupCommand,
  },
  {
    name: "restore",
    summary: "bring a backup back, wholly or not at all, while no neuron runs",
    load: async () => (await import("./restore.ts")).restoreCommand,
  },
  {
    name: "db",
    summary: "move the tables to another place",
    load: async () => (await import("./db.ts")).dbCommands,
  },
  {
    name: "config",
    summary: "print every effective setting with its source, secrets hidden",
    load: async () => (await import("./config.ts")).configCommand,
  },
];
