interface Node<Value> {
  readonly key: string;
  readonly value: Value;
  older: Node<Value> | undefined;
  newer: Node<Value> | undefined;
}

/**
 * A map in the order in which its entries were last set, every operation in constant time, growing with what it
 * holds. The built-in Map takes ever longer to find its oldest entry while others before it are deleted, and
 * lru-cache clears all the memory that it set aside whenever its last entry goes: both can be provoked from outside.
 */
export class RecencyMap<Value> {
  readonly #nodes = new Map<string, Node<Value>>();
  #oldest: Node<Value> | undefined;
  #newest: Node<Value> | undefined;

  get size(): number {
    return this.#nodes.size;
  }

  /** The entry that has not been set for the longest time. */
  get oldest(): { readonly key: string; readonly value: Value } | undefined {
    return this.#oldest;
  }

  find(key: string): Value | undefined {
    return this.#nodes.get(key)?.value;
  }

  /** Puts the entry to the newest end, new or not. */
  set(key: string, value: Value): void {
    const known = this.#nodes.get(key);
    if (known !== undefined) this.#unlink(known);
    const node: Node<Value> = { key, value, older: this.#newest, newer: undefined };
    if (this.#newest === undefined) this.#oldest = node;
    else this.#newest.newer = node;
    this.#newest = node;
    this.#nodes.set(key, node);
  }

  delete(key: string): void {
    const node = this.#nodes.get(key);
    if (node === undefined) return;
    this.#unlink(node);
    this.#nodes.delete(key);
  }

  *values(): Generator<Value> {
    for (let node = this.#oldest; node !== undefined; node = node.newer) yield node.value;
  }

  #unlink({ older, newer }: Node<Value>): void {
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
  }
}
