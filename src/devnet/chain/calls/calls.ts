import { burnedRegister } from "./burned-register.ts";
import type { Call } from "./call.ts";
import { commitWeights } from "./commit-weights.ts";
import { registerLimit } from "./register-limit.ts";
import { revealWeights } from "./reveal-weights.ts";
import { serveAxonTls } from "./serve-axon-tls.ts";
import { serveAxon } from "./serve-axon.ts";
import { servePrometheus } from "./serve-prometheus.ts";
import { setCommitment } from "./set-commitment.ts";
import { setWeights } from "./set-weights.ts";
import { swapHotkeyCall } from "./swap-hotkey.ts";
import { transferAllowDeath, transferKeepAlive } from "./transfer.ts";

const calls: readonly Call[] = [
  transferAllowDeath,
  transferKeepAlive,
  burnedRegister,
  registerLimit,
  serveAxon,
  serveAxonTls,
  servePrometheus,
  setWeights,
  commitWeights,
  revealWeights,
  setCommitment,
  swapHotkeyCall,
];

const callsByName = new Map(calls.map((call) => [`${call.pallet}.${call.name}`, call]));

/** Returns a call that this stand-in can execute. The metadata may know many more. */
export function findCall(pallet: string, name: string): Call | undefined {
  return callsByName.get(`${pallet}.${name}`);
}
