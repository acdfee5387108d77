import koffi, { type LibraryHandle } from "koffi";

import { messageOf, NeuronError } from "../lib/errors.ts";

const DEFAULT_LIBRARY = "libxgboost.so.0";

/** The part of the C API that is used, by the library's own declarations; `out` marks what it writes to. */
const signatures = {
  XGDMatrixCreateFromMat_omp: ["const float *", "uint64", "uint64", "float", "out void **", "int"],
  XGDMatrixSetFloatInfo: ["void *", "const char *", "const float *", "uint64"],
  XGDMatrixSetUIntInfo: ["void *", "const char *", "const uint *", "uint64"],
  XGDMatrixFree: ["void *"],
  XGBoosterCreate: ["void **", "uint64", "out void **"],
  XGBoosterSlice: ["void *", "int", "int", "int", "out void **"],
  XGBoosterSetParam: ["void *", "const char *", "const char *"],
  XGBoosterUpdateOneIter: ["void *", "int", "void *"],
  XGBoosterEvalOneIter: ["void *", "int", "void **", "const char **", "uint64", "out char **"],
  XGBoosterPredictFromDMatrix: [
    "void *",
    "void *",
    "const char *",
    "out void **",
    "out uint64 *",
    "out void **",
  ],
  XGBoosterPredictFromDense: [
    "void *",
    "const char *",
    "const char *",
    "void *",
    "out void **",
    "out uint64 *",
    "out void **",
  ],
  XGBoosterSaveModelToBuffer: ["void *", "const char *", "out uint64 *", "out void **"],
  XGBoosterLoadModelFromBuffer: ["void *", "const void *", "uint64"],
  XGBoosterSaveJsonConfig: ["void *", "out uint64 *", "out char **"],
  XGBoosterGetNumFeature: ["void *", "out uint64 *"],
  XGBoosterBoostedRounds: ["void *", "out int *"],
  XGBoosterSetStrFeatureInfo: ["void *", "const char *", "const char **", "uint64"],
  XGBoosterSetAttr: ["void *", "const char *", "const char *"],
  XGBoosterGetAttr: ["void *", "const char *", "out const char **", "out int *"],
  XGBoosterGetStrFeatureInfo: ["void *", "const char *", "out uint64 *", "out void **"],
  XGBoosterFeatureScore: [
    "void *",
    "const char *",
    "out uint64 *",
    "out void **",
    "out uint64 *",
    "out void **",
    "out void **",
  ],
  XGBoosterFree: ["void *"],
} as const;

export type LibraryFunction = keyof typeof signatures;

type NativeFunction = (...values: unknown[]) => unknown;

/** The loaded library. Everything runs on the calling thread: its prediction cache and its error text are per thread. */
export class XgboostLibrary {
  readonly #functions: ReadonlyMap<string, NativeFunction>;
  readonly #lastError: NativeFunction;

  constructor(functions: ReadonlyMap<string, NativeFunction>, lastError: NativeFunction) {
    this.#functions = functions;
    this.#lastError = lastError;
  }

  /** Calls one function of the C API; throws INTERNAL with the library's own words when it reports a failure. */
  call(name: LibraryFunction, ...values: unknown[]): void {
    if (this.#functions.get(name)?.(...values) === 0) return;
    const [reason] = String(this.#lastError()).split("\nStack trace");
    throw new NeuronError("INTERNAL", `XGBoost refused ${name}: ${reason?.trim() ?? "no reason given"}`);
  }
}

/**
 * Loads XGBoost.
 * @param path of the shared library; without it the system's own is used.
 * Throws LIBRARY_MISSING when it cannot be loaded or lacks a function.
 */
export function openXgboost(path = DEFAULT_LIBRARY): XgboostLibrary {
  try {
    const handle = koffi.load(path);
    const functions = Object.entries(signatures).map(
      ([name, parameters]) => [name, declare(handle, name, parameters)] as const,
    );
    const lastError: NativeFunction = handle.func("XGBGetLastError", "const char *", []);
    return new XgboostLibrary(new Map(functions), lastError);
  } catch (error) {
    throw new NeuronError(
      "LIBRARY_MISSING",
      `Cannot load XGBoost from ${path} (${messageOf(error)}): install it with \`apt-get install libxgboost0\`, ` +
        "or set XGBOOST_LIBRARY=/path/to/libxgboost.so",
      { context: { path }, cause: error },
    );
  }
}

function declare(handle: LibraryHandle, name: string, parameters: readonly string[]): NativeFunction {
  const types = parameters.map((type) =>
    type.startsWith("out ") ? koffi.out(type.slice("out ".length)) : type,
  );
  return handle.func(name, "int", types);
}
