import type { JsonValue } from "../json/json-value.ts";

/** What a field is on the Python side, as far as it decides the text of its values. */
export type PythonType =
  | { readonly kind: "str" | "int" | "float" | "bool" | "none" | "any" }
  | { readonly kind: "nullable" | "list" | "dict"; readonly inner: PythonType }
  | { readonly kind: "tuple"; readonly items: readonly PythonType[] }
  | { readonly kind: "model"; readonly fields: readonly PythonField[] }
  /** JSON does not tell its Python text; why completes "a value that …". */
  | { readonly kind: "undetermined"; readonly why: string };

export interface PythonField {
  readonly name: string;
  readonly type: PythonType;
  /** What it is when the caller leaves it out; undefined when he must not. */
  readonly fallback: JsonValue | undefined;
}

/** Returns why values of a type, or of a part of it, cannot be hashed, or undefined when they can. */
export function findUndetermined(type: PythonType): string | undefined {
  switch (type.kind) {
    case "undetermined":
      return type.why;
    case "nullable":
    case "list":
    case "dict":
      return findUndetermined(type.inner);
    case "tuple":
      return firstUndetermined(type.items);
    case "model":
      return firstUndetermined(type.fields.map((field) => field.type));
    case "str":
    case "int":
    case "float":
    case "bool":
    case "none":
    case "any":
      return undefined;
  }
}

function firstUndetermined(types: readonly PythonType[]): string | undefined {
  return types.map(findUndetermined).find((why) => why !== undefined);
}
