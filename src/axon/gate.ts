import type { IncomingMessage } from "node:http";
import type { AddressList } from "./guard/address-list.ts";
import { clientAddressOf } from "./guard/client-address.ts";
import type { FailureKind } from "./guard/failure.ts";
import type { Guard } from "./guard/guard.ts";
import type { GuardRefusal } from "./guard/refusal.ts";
