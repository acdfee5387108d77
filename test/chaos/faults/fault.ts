import type { Scene } from "../scene.ts";

/** Something that goes wrong. */
export interface Fault {
  readonly name: string;
  /** Does it, and resolves once it is over; the signal ends it early. Whatever happens, the world is whole afterwards. */
  happen(scene: Scene, signal: AbortSignal): Promise<void>;
}
