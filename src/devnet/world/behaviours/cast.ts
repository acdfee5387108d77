import type { Actor, Kind } from "../population.ts";

/** Who plays what. */
export interface Cast {
  /** Returns the actors of these kinds, in order of the population. */
  of(...kinds: readonly Kind[]): readonly Actor[];
}

/** Returns the population by kind. */
export function castOf(population: readonly Actor[]): Cast {
  const byKinds = new Map<string, readonly Actor[]>();
  return {
    of: (...kinds) => {
      const key = kinds.join();
      const known = byKinds.get(key);
      if (known !== undefined) return known;
      const actors = population.filter(({ kind }) => kinds.includes(kind));
      byKinds.set(key, actors);
      return actors;
    },
  };
}
