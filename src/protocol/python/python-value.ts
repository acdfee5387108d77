import type { JsonNumber } from "../json/json-value.ts";

/**
 * A value as Python has it. A number of JavaScript is always a float (1 is `1.0`) and a bigint always an int; a number
 * of JSON is what its text makes it. Every value of JSON is one.
 */
export type PythonValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | JsonNumber
  | Uint8Array
  | PythonTuple
  | readonly PythonValue[]
  | PythonDict;

export type PythonDict = ReadonlyMap<PythonValue, PythonValue>;

/** A tuple: round brackets, and a comma behind a single item. */
export interface PythonTuple {
  readonly tuple: readonly PythonValue[];
}
