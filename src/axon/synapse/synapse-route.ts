import { z } from "zod";
import type { SynapseDeclaration } from "../../protocol/synapse/declaration.ts";
import { noParameters, type Endpoint } from "../route.ts";

/** What a synapse answers: its output fields by name, each as JSON text. Inputs are echoed without being named here. */
export type SynapseOutputs = Readonly<Record<string, Uint8Array>>;

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
  /** The schema of the output fields, as the documentation tells it. The declaration has them too, and nullish. */
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
    body: z.object(inputsOf(schema.shape, outputs.shape)),
    response: z.object({ ...schema.shape, ...outputs.shape }),
  };
}

/** Returns a value as an output. */
export function jsonOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function inputsOf(fields: z.ZodRawShape, outputs: z.ZodRawShape): z.ZodRawShape {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in outputs)));
}
