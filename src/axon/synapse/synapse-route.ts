import { z } from "zod";
import type { SynapseDeclaration } from "../../protocol/synapse/declaration.ts";
import { noParameters, type Endpoint } from "../route.ts";

/** A value of an answer that is JSON already. */
export interface JsonBytes {
  readonly json: Uint8Array;
}

/** What a synapse answers: its output fields by name. Inputs are echoed without being named here. */
export type SynapseOutputs = Readonly<Record<string, JsonBytes>>;

/** One synapse as data, called by SDK 7.2 to 10 with `POST /Name`, and by others who sign that. */
export interface SynapseRoute<Fields extends z.ZodObject = z.ZodObject> extends Endpoint {
  readonly method: "post";
  readonly synapse: SynapseDeclaration<Fields>;
  /** Throws HttpError to answer an error of its own wording. */
  handle(input: z.output<Fields>): SynapseOutputs | Promise<SynapseOutputs>;
}

/** What there is to say of a synapse beside its declaration. */
export interface SynapseFacts<Fields extends z.ZodObject> extends Pick<
  Endpoint,
  "summary" | "tag" | "access" | "errors"
> {
  readonly synapse: SynapseDeclaration<Fields>;
  /** The schema of the output fields. */
  readonly outputs: z.ZodObject;
  readonly handle: (input: z.output<Fields>) => SynapseOutputs | Promise<SynapseOutputs>;
}

/** Returns the route of a synapse: its path is its name, and what it answers its inputs with its outputs. */
export function defineSynapseRoute<Fields extends z.ZodObject>({
  outputs,
  ...facts
}: SynapseFacts<Fields>): SynapseRoute<Fields> {
  const { schema, name } = facts.synapse;
  return {
    ...facts,
    method: "post",
    path: `/${name}`,
    params: noParameters,
    query: noParameters,
    body: schema,
    response: z.object({ ...schema.shape, ...outputs.shape }),
  };
}

/** Returns a value as an output. */
export function jsonOf(value: unknown): JsonBytes {
  return { json: Buffer.from(JSON.stringify(value)) };
}
