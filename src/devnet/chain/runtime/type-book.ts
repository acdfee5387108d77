import { NeuronError } from "../../../lib/errors.ts";

/** An entry of a metadata's type registry, in the JSON form of polkadot-js. */
export interface TypeEntry {
  readonly id: number;
  readonly type: TypeDescription;
}

interface TypeDescription {
  readonly path: readonly string[];
  readonly params: readonly { readonly name: string; readonly type: number | null }[];
  readonly def: Readonly<Record<string, unknown>>;
  readonly docs: readonly string[];
}

/** Structures by name, their fields as type expressions. */
export type StructDefinitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Splits `Outer<Inner>` and `(A,B)`. */
const genericPattern = /^(Option|Vec|Compact)<(.+)>$/;
const tuplePattern = /^\((.+)\)$/;

/** Finds types in a metadata's registry by expressions such as `Option<Vec<u16>>`, and adds those that it lacks. */
export class TypeBook {
  readonly #types: TypeEntry[];
  readonly #structs: StructDefinitions;
  readonly #known = new Map<string, number>();

  constructor(types: readonly TypeEntry[], structs: StructDefinitions) {
    this.#types = [...types];
    this.#structs = structs;
  }

  get types(): readonly TypeEntry[] {
    return this.#types;
  }

  /** Returns the number of the type that an expression names. Throws INTERNAL when there is none. */
  idOf(expression: string): number {
    const known = this.#known.get(expression);
    if (known !== undefined) return known;
    const id = this.#resolve(expression);
    this.#known.set(expression, id);
    return id;
  }

  /** Returns the number of the type whose path ends so. Throws INTERNAL when there is none. */
  idOfPath(name: string): number {
    const found = this.#types.find(({ type }) => type.path.at(-1) === name);
    if (found === undefined) throw new NeuronError("INTERNAL", `The metadata knows no type ${name}`);
    return found.id;
  }

  add(type: Partial<TypeDescription> & Pick<TypeDescription, "def">): number {
    const id = this.#types.length;
    this.#types.push({ id, type: { path: [], params: [], docs: [], ...type } });
    return id;
  }

  #resolve(expression: string): number {
    const [, outer, inner = ""] = genericPattern.exec(expression) ?? [];
    if (outer === "Option") return this.#addOption(this.idOf(inner));
    if (outer === "Vec") return this.add({ def: { sequence: { type: this.idOf(inner) } } });
    if (outer === "Compact") return this.add({ def: { compact: { type: this.idOf(inner) } } });
    const [, parts] = tuplePattern.exec(expression) ?? [];
    if (parts !== undefined) {
      return this.add({ def: { tuple: splitTopLevel(parts).map((part) => this.idOf(part)) } });
    }
    if (expression === "Bytes") return this.idOf("Vec<u8>");
    if (expression === "AccountId") return this.idOfPath("AccountId32");
    const struct = this.#structs[expression];
    return struct === undefined ? this.#findPrimitive(expression) : this.#addStruct(expression, struct);
  }

  #addOption(type: number): number {
    const none = { name: "None", fields: [], index: 0, docs: [] };
    const field = { name: null, type, typeName: null, docs: [] };
    const some = { name: "Some", fields: [field], index: 1, docs: [] };
    return this.add({
      path: ["Option"],
      params: [{ name: "T", type }],
      def: { variant: { variants: [none, some] } },
    });
  }

  #addStruct(name: string, struct: Readonly<Record<string, string>>): number {
    const fields = Object.entries(struct).map(([field, expression]) => ({
      name: field,
      type: this.idOf(expression),
      typeName: expression,
      docs: [],
    }));
    return this.add({
      path: ["pallet_subtensor", "rpc_info", name],
      def: { composite: { fields } },
    });
  }

  #findPrimitive(name: string): number {
    const primitive = name === "bool" ? "Bool" : name.toUpperCase();
    const found = this.#types.find(({ type }) => type.def["primitive"] === primitive);
    return found?.id ?? this.add({ def: { primitive } });
  }
}

/** Splits at the commas outside of any brackets. */
function splitTopLevel(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("(<".includes(character)) depth += 1;
    if (")>".includes(character)) depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  }
  return parts;
}
