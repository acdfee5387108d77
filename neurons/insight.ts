import { statfs } from "node:fs/promises";
import type { Axon } from "../src/axon/create-axon.ts";
import type { FinishedRequest } from "../src/axon/request-notes.ts";
import type { NeuronIdentity, Tools } from "../src/cli/shell.ts";
import { programVersion } from "../src/cli/version.ts";
import type { Settings } from "../src/config/settings.ts";
import type { JobRunner } from "../src/jobs/job-runner.ts";
import type { NeuronMetrics } from "../src/ops/metrics/neuron-metrics.ts";
import { neuronFactsSchema, type NeuronFacts } from "../src/ops/neuron-facts.ts";
import { callerClassOf, outcomeOf, type FindCaller } from "../src/ops/requests/outcome.ts";
import { RequestHistory } from "../src/ops/requests/request-history.ts";
import type { Store } from "../src/store/store.ts";
import { readNetworkFacts, type NetworkFactsDeps } from "../src/subnets/risk/serve/network-facts.ts";

/** Facts this young are given again: several that look on cost no more than one. */
const factsAgeMs = 1_000;
/** Requests that are answered before there are metrics; those beyond are not counted. */
const mostUncounted = 10_000;

export interface InsightDeps {
  readonly tools: Pick<Tools, "clock" | "logger">;
  readonly settings: Settings;
  readonly identity: NeuronIdentity | undefined;
}

/** Where facts are read once everything runs. */
export interface FactSources extends NetworkFactsDeps {
  readonly axon: Pick<Axon, "url" | "guardState">;
  readonly engine: Store["engine"];
  readonly jobs: JobRunner | undefined;
}

/** What a running neuron counts and tells of itself. */
export class Insight {
  readonly #deps: InsightDeps;
  readonly #findCaller: FindCaller;
  readonly #history: RequestHistory;
  readonly #startedAtMs: number;
  readonly #version = programVersion();
  #metrics: NeuronMetrics | undefined;
  #uncounted: FinishedRequest[] = [];
  #known: { readonly atMs: number; readonly facts: Promise<NeuronFacts> } | undefined;

  constructor(deps: InsightDeps) {
    this.#deps = deps;
    this.#findCaller = (hotkey: string) => deps.identity?.callers.find(hotkey);
    this.#history = new RequestHistory({ clock: deps.tools.clock, findCaller: this.#findCaller });
    this.#startedAtMs = deps.tools.clock.now();
  }

  /** Takes down a request that has ended. */
  observe(request: FinishedRequest): void {
    if (this.#metrics !== undefined) this.#metrics.countRequest(request);
    else if (this.#uncounted.length < mostUncounted) this.#uncounted.push(request);
    this.#history.record(request);
    this.#log(request);
  }

  /** Returns the metrics, with what was observed so far. Their library is loaded late: what is published is served first. */
  async openMetrics(): Promise<NeuronMetrics> {
    const { NeuronMetrics } = await import("../src/ops/metrics/neuron-metrics.ts");
    this.#metrics ??= new NeuronMetrics({ findCaller: this.#findCaller });
    for (const request of this.#uncounted) this.#metrics.countRequest(request);
    this.#uncounted = [];
    return this.#metrics;
  }

  /** Returns what is known now. */
  facts(sources: FactSources): Promise<NeuronFacts> {
    const nowMs = this.#deps.tools.clock.now();
    // Of a later moment are those from before the clock was set back.
    if (this.#known === undefined || Math.abs(nowMs - this.#known.atMs) >= factsAgeMs) {
      this.#known = { atMs: nowMs, facts: this.#read(sources, nowMs) };
    }
    return this.#known.facts;
  }

  async #read(sources: FactSources, atMs: number): Promise<NeuronFacts> {
    const { settings, identity } = this.#deps;
    const [networks, engine, disk] = await Promise.all([
      readNetworkFacts(sources, settings.windowDays),
      sources.engine?.findStatus(),
      statfs(settings.dataDir),
    ]);
    // Parsing leaves out what is not a fact for others, and what is undefined.
    return neuronFactsSchema.parse({
      atMs,
      version: this.#version,
      pid: process.pid,
      startedAtMs: this.#startedAtMs,
      axon: { url: sources.axon.url(), access: settings.axon.access },
      chain: identity?.chainFacts(),
      networks,
      engine,
      disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
      jobs: sources.jobs?.list() ?? [],
      requests: this.#history.summary(),
      guard: sources.axon.guardState(),
    });
  }

  #log(request: FinishedRequest): void {
    const { logger } = this.#deps.tools;
    const { access } = this.#deps.settings.log;
    const callers = this.#deps.identity?.callers;
    logger[access ? "info" : "debug"]("Request answered", {
      request: request.id,
      method: request.method,
      route: request.route,
      status: request.status,
      outcome: outcomeOf(request),
      reason: request.refusal,
      caller: callerClassOf(request.hotkey, (hotkey) => callers?.find(hotkey)),
      hotkey: request.hotkey ?? request.claimedHotkey,
      durationMs: Math.round(request.durationMs * 10) / 10,
    });
  }
}
