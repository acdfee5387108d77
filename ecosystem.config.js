// pm2 start ecosystem.config.js
//
// One miner serves every network of the setting `networks`. To keep networks, or a miner and a validator, in processes
// of their own, add an app for each, with its own name, hotkey, data directory and ports: two processes with one hotkey
// harm each other, and a second one on a data directory is refused.
//
//   app("neuron-bitcoin", "miner", {
//     NETWORKS: "bitcoin",
//     NEURON_DATA_DIR: "./data-bitcoin",
//     BT_WALLET_HOTKEY: "bitcoin",
//     AXON_PORT: "8092",
//   }),

export const apps = [app("neuron", "miner")];

function app(name, role, environment = {}) {
  return {
    name,
    script: "dist/neurons/neuron.js",
    args: role,
    exec_mode: "fork",
    instances: 1,
    // Started once the neuron says that it serves; a first start may have to bring up the tables.
    wait_ready: true,
    listen_timeout: 60_000,
    // Longer than the neuron takes to finish its answers and cancel its jobs.
    kill_timeout: 15_000,
    // Of the neuron's own process; its database engine has a limit of its own, clickhouse.engine_memory_megabytes.
    max_memory_restart: "2G",
    // Of the first restart; it grows by half with each, up to 15 seconds, until the neuron has run for half a minute.
    exp_backoff_restart_delay: 250,
    // Not registered, and bad configuration: a restart would not help.
    stop_exit_codes: [69, 78],
    // One file per app and stream, whatever its number: neuron-error.log has the log, neuron-out.log stays empty.
    merge_logs: true,
    env: { NODE_ENV: "production", ...environment },
  };
}
