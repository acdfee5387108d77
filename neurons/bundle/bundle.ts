import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, Script } from "node:vm";
import type * as program from "../start.ts";
import { findCompiled } from "./compiled.ts";

/** What the entry points run. */
export type Program = typeof program;

export interface Bundle {
  readonly program: Program;
  /** Whether V8 took what it had compiled before. */
  readonly isFromCompiled: boolean;
  /** Returns what V8 has compiled of the bundle so far. */
  readonly compile: () => Buffer;
}

/** Where the compiled modules are. */
export const distDirectory = fileURLToPath(new URL("../../", import.meta.url));

/** Returns the files of a bundle, which need not exist. */
export function bundleFiles(directory: string) {
  return {
    /** The program in one file: a function of what Node gives a CommonJS module. */
    bundle: join(directory, "neuron.cjs"),
    /** What V8 made of it when it was rehearsed. */
    compiled: join(directory, "neuron.compiled"),
    /** Written by the compiler whenever a module has changed. */
    buildInfo: join(directory, ".tsbuildinfo"),
  };
}

/** Returns the bundle in a directory, or undefined where there is none that is as new as the modules. */
export function findBundle(directory: string): Bundle | undefined {
  const { bundle, buildInfo } = bundleFiles(directory);
  const bundledMs = findModifiedMs(bundle);
  if (bundledMs === undefined || bundledMs < (findModifiedMs(buildInfo) ?? 0)) return undefined;
  return loadBundle(directory);
}

/** Loads the bundle in a directory. V8 starts from what it compiled before, if that was this V8. */
export function loadBundle(directory: string): Bundle {
  const { bundle, compiled } = bundleFiles(directory);
  // The bundler writes ASCII, which needs no decoding.
  const script = new Script(readFileSync(bundle, "latin1"), {
    filename: bundle,
    cachedData: findCompiled(compiled),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  const evaluate = script.runInThisContext() as (...given: unknown[]) => void;
  evaluate(module.exports, createRequire(bundle), module, bundle);
  return {
    program: module.exports as Program,
    isFromCompiled: script.cachedDataRejected === false,
    compile: () => script.createCachedData(),
  };
}

function findModifiedMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
