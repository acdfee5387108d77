/** The layers of the house, from the entry points down; an arrow may only point further down this list. */
const layers = [
  "^neurons/",
  "^src/cli/",
  "^src/(subnets|devnet)/",
  "^src/(axon|dendrite|chain|control|jobs|store|ml|ops)/",
  "^src/(wallet|protocol|config)/",
  "^src/lib/",
];

const noUpwardArrows = layers.slice(1).map((layer, index) => ({
  name: `layer-${index + 2}-imports-nothing-above`,
  severity: "error",
  from: { path: layer },
  to: { path: layers.slice(0, index + 1).join("|") },
}));

/** One dependency, one folder: the only place that may know a library. */
const owners = {
  "@clickhouse/client": "^src/store/",
  chdb: "^src/store/",
  "ffi-rs": "^src/store/",
  express: "^src/axon/",
  undici: "^src/dendrite/",
  "prom-client": "^src/ops/",
  // The scheduler judges the schedules that are set, too.
  "node-cron": "^src/(jobs/|config/cron\\.ts)",
  cors: "^src/axon/",
  "winston-daily-rotate-file": "^src/ops/",
  preact: "^src/control/",
  htm: "^src/control/",
  uplot: "^src/control/",
  koffi: "^src/ml/",
  winston: "^src/ops/",
  "cli-progress": "^src/ops/",
  commander: "^src/cli/|^neurons/",
  "esbuild-wasm": "^neurons/bundle/",
  yaml: "^src/config/",
  "hyparquet-writer": "^src/devnet/",
  "@polkadot/keyring": "^src/wallet/",
  "@polkadot/util-crypto": "^src/wallet/",
  "@polkadot/wasm-crypto": "^src/wallet/",
  "@scure/base": "^src/wallet/",
  "libsodium-wrappers-sumo": "^src/wallet/",
  "@polkadot/api": "^src/(chain|devnet)/",
  "@polkadot/types": "^src/(chain|devnet)/",
  "@polkadot/types-codec": "^src/(chain|devnet)/",
  ws: "^src/devnet/",
  "@aws-sdk/client-s3": "^src/subnets/risk/source/",
};

const oneFolderPerDependency = Object.entries(owners).map(([dependency, folder]) => ({
  name: `only-one-folder-imports-${dependency}`,
  severity: "error",
  from: { path: "^(neurons|src)/", pathNot: folder },
  to: { path: `node_modules/${dependency}/` },
}));

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...noUpwardArrows,
    ...oneFolderPerDependency,
    {
      name: "platform-imports-no-subnet",
      severity: "error",
      from: { path: "^src/(axon|dendrite|chain|control|jobs|store|ml|ops|wallet|protocol|config|lib)/" },
      to: { path: "^src/subnets/" },
    },
    {
      name: "subnets-do-not-know-each-other",
      severity: "error",
      from: { path: "^src/subnets/([^/]+)/" },
      to: { path: "^src/subnets/([^/]+)/", pathNot: "^src/subnets/$1/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    includeOnly: "^(neurons|src|node_modules)/",
  },
};
