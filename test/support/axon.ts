import { z } from "zod";
import type { CallerDirectory, CallerEntry } from "../../src/axon/admission/caller-directory.ts";
import { makeRepresentation } from "../../src/axon/answer/representation.ts";
import { createAxon, type Axon, type AxonDeps, type AxonSettings } from "../../src/axon/create-axon.ts";
import { defineRoute, documentOf, noParameters, type Access, type Route } from "../../src/axon/route.ts";
import { defineSynapseRoute, jsonOf } from "../../src/axon/synapse/synapse-route.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import type { Settings } from "../../src/config/settings.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { defineSynapse } from "../../src/protocol/synapse/declaration.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import { FakeClock } from "./fake-clock.ts";

export const miner = signerFromUri("//Miner");
export const alice = signerFromUri("//Alice");
export const bob = signerFromUri("//Bob");
/** On the subnet, without permit and stake. */
export const charlie = signerFromUri("//Charlie");
/** Nobody on the subnet. */
export const mallory = signerFromUri("//Mallory");

export const taoInRao = 1_000_000_000n;

/** A subnet that a test can change. */
export class TestDirectory implements CallerDirectory {
  readonly entries = new Map<string, CallerEntry>();
  age: number | undefined = 0;

  find(hotkey: string): CallerEntry | undefined {
    return this.entries.get(hotkey);
  }

  ageMs(): number | undefined {
    return this.age;
  }
}

/** Returns a subnet of two validators and a neuron that is none. */
export function createDirectory(): TestDirectory {
  const directory = new TestDirectory();
  const add = (hotkey: string, coldkey: string, validatorPermit: boolean) =>
    directory.entries.set(hotkey, {
      coldkey,
      validatorPermit,
      stakeRao: validatorPermit ? 5_000n * taoInRao : 0n,
    });
  add(alice.address, signerFromUri("//Alice//cold").address, true);
  add(bob.address, signerFromUri("//Bob//cold").address, true);
  add(charlie.address, signerFromUri("//Charlie//cold").address, false);
  return directory;
}

export type TestAxonDeps = Partial<AxonDeps> & { readonly callers?: CallerDirectory };

export interface TestAxonSettings {
  readonly dataDirectory: string;
  readonly server?: Partial<AxonSettings["server"]>;
  readonly auth?: Partial<Settings["auth"]>;
  readonly admission?: Partial<Settings["admission"]>;
  readonly guard?: Partial<Settings["guard"]>;
}

/** Starts the whole axon of //Miner on a free port of loopback, with the settings' defaults; the test stops it. */
export async function startTestAxon(
  { callers = createDirectory(), ...deps }: TestAxonDeps,
  { dataDirectory, ...overrides }: TestAxonSettings,
): Promise<Axon> {
  const { settings } = resolveConfig([]);
  const axon = createAxon(
    {
      routes: [createRoute("/scores"), createRoute("/status", "open")],
      synapses: [echoRoute],
      identity: { signer: miner, callers },
      clock: new FakeClock(),
      logger: silentLogger(),
      ...deps,
    },
    {
      server: {
        host: "127.0.0.1",
        port: 0,
        corsOrigins: ["*"],
        drainMs: 1_000,
        info: { title: "Test API", version: "1.0.0", description: "Routes of a test" },
        ...overrides.server,
      },
      auth: { ...settings.auth, ...overrides.auth },
      admission: { ...settings.admission, ...overrides.admission },
      guard: { ...settings.guard, ...overrides.guard },
      dataDirectory,
    },
  );
  await axon.start(new AbortController().signal);
  return axon;
}

/** The guard's settings with which a test may do as it likes, from anywhere. */
export const unlimited = {
  hotkeyPerSecond: 0,
  hotkeyPerMinute: 0,
  ipPerSecond: 0,
  ipPerMinute: 0,
  globalPerSecond: 0,
  globalPerMinute: 0,
  ipFailures: 10_000_000,
  hotkeyFailures: 10_000_000,
  criticalFailures: 10_000_000,
} satisfies Partial<Settings["guard"]>;

/** Returns a route that answers where it is. */
export function createRoute(
  path: string,
  access: Access = "validators",
  overrides: Partial<Route> = {},
): Route {
  return defineRoute({
    method: "get",
    path,
    summary: "A route of the test",
    tag: "Test",
    access,
    params: noParameters,
    query: noParameters,
    handle: () => documentOf({ path }),
    ...overrides,
  });
}

/** Returns a route of a stored document of so many rows, in all codings. */
export function createDocumentRoute(path: string, rows: readonly unknown[]): Route {
  const chunks = [Buffer.from(JSON.stringify({ rows }))];
  const representation = makeRepresentation({ chunks, modifiedAt: new Date("2025-10-30T01:15:00Z") });
  return createRoute(path, "validators", {
    handle: async () => {
      await representation.compress();
      return { kind: "representation", representation };
    },
  });
}

/** A synapse with one field that is hashed, one that is not, and one for the answer. */
export const echo = defineSynapse({
  name: "Echo",
  fields: z.object({ text: z.string(), volume: z.int().default(1), answer: z.string().nullish() }),
  hashFields: ["text"],
});

export const echoRoute = defineSynapseRoute({
  synapse: echo,
  outputs: z.object({ answer: z.string() }),
  summary: "Answers what it is told",
  tag: "Test",
  access: "validators",
  handle: ({ text }) => ({ answer: jsonOf(text) }),
});
