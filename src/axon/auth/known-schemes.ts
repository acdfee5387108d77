import { btauthScheme } from "../../protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../protocol/epistula/scheme.ts";
import { fiberScheme } from "../../protocol/fiber/scheme.ts";
import { oroScheme } from "../../protocol/oro/scheme.ts";
import type { AuthScheme, RequestHead, SchemeName } from "../../protocol/scheme.ts";
import { synapseScheme } from "../../protocol/synapse/scheme.ts";

/** Returns the schemes of these names, as `auth.schemes` lists them. */
export function schemesNamed(names: readonly SchemeName[]): AuthScheme[] {
  return names.map((name) => schemes[name]);
}

/** Returns whether headers are meant for any scheme there is, switched on or not, right or wrong. */
export function isSigned(headers: RequestHead["headers"]): boolean {
  return Object.values(schemes).some((scheme) => scheme.isUsedBy(headers));
}

const schemes: Readonly<Record<SchemeName, AuthScheme>> = {
  synapse: synapseScheme,
  btauth: btauthScheme,
  epistula: epistulaScheme,
  fiber: fiberScheme,
  oro: oroScheme,
};
