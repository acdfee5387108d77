import type { ModelType } from "../model-card.ts";
import type { Publication } from "../publication.ts";
import type { ModelsById, RegisteredModel } from "./registered-model.ts";

/** What scored a table. */
export type ScoredBy = { readonly version: string } & (
  | { readonly kind: "model"; readonly model: RegisteredModel }
  /** A scorer of the operator's own, of which nothing is known but its version. */
  | { readonly kind: "own scorer" }
  /** A model that the registry has no card of that can be read. */
  | { readonly kind: "unknown" }
);

/** Returns what scored a publication's table of this type, given the registry's models of the publication. */
export function scoredBy({ versions }: Publication, type: ModelType, models: ModelsById): ScoredBy {
  const version = versions[tables[type]];
  const model = models.get(version);
  if (model !== undefined) return { kind: "model", version, model };
  // An own scorer ranks by its scores, and is in no registry; clusters are never its.
  const isOwn = versions.scores === versions.rankings && version === versions.scores && !models.has(version);
  return { kind: isOwn ? "own scorer" : "unknown", version };
}

const tables: Readonly<Record<ModelType, keyof Publication["versions"]>> = {
  alert_scorer: "scores",
  alert_ranker: "rankings",
  cluster_scorer: "clusters",
};
