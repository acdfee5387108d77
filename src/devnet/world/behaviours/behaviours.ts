import type { Kind } from "../population.ts";
import { bot, distributor, exchange, merchant } from "./institutions.ts";
import { layerer, mixer, mule, ring, scammer } from "./laundering.ts";
import { trader, user } from "./persons.ts";
import { sleeper } from "./sleepers.ts";
import type { Behaviour } from "./stage.ts";

/** How each kind of address behaves. */
export const behaviours: Readonly<Record<Kind, Behaviour>> = {
  user,
  trader,
  merchant,
  exchange,
  bot,
  distributor,
  scammer,
  mule,
  mixer,
  layerer,
  ring,
  sleeper,
  // What a drop receives is the senders' doing.
  drop: () => [],
};
