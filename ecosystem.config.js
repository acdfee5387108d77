// pm2 start ecosystem.config.js
export const apps = [
  {
    name: "neuron",
    script: "dist/neurons/neuron.js",
    args: "miner",
    exec_mode: "fork",
    instances: 1, // two processes with one hotkey harm each other
    wait_ready: true,
    listen_timeout: 60_000,
    kill_timeout: 15_000,
    exp_backoff_restart_delay: 1_000,
    stop_exit_codes: [69, 78], // not registered, bad configuration: a restart would not help
    env: { NODE_ENV: "production" },
  },
];
