import { NeuronError } from "../../../lib/errors.ts";
import type { Block } from "./block.ts";

/** The chain of blocks, the oldest of which are let go when there are too many. Block 0 is always kept. */
export class BlockStore {
  readonly #maxBlocks: number;
  readonly #byHash = new Map<string, Block>();
  /** By number; holes where blocks were let go. */
  readonly #hashes = new Map<number, string>();
  readonly #genesis: Block;
  #head: Block;

  constructor(genesis: Block, maxBlocks: number) {
    this.#maxBlocks = maxBlocks;
    this.#genesis = genesis;
    this.#head = genesis;
    this.append(genesis);
  }

  get genesis(): Block {
    return this.#genesis;
  }

  get head(): Block {
    return this.#head;
  }

  append(block: Block): void {
    this.#byHash.set(block.hash, block);
    this.#hashes.set(block.number, block.hash);
    this.#head = block;
    this.#letGo(block.number - this.#maxBlocks);
  }

  /** Puts another state under the head, as if it had always been there. */
  replaceHead(block: Block): void {
    this.#byHash.set(block.hash, block);
    this.#head = block;
  }

  find(hash: string): Block | undefined {
    return this.#byHash.get(hash);
  }

  findHash(number: number): string | undefined {
    return this.#hashes.get(number);
  }

  /** Returns the block of a number that is known to be kept. */
  get(number: number): Block {
    const hash = this.#hashes.get(number);
    const block = hash === undefined ? undefined : this.#byHash.get(hash);
    if (block === undefined) {
      throw new NeuronError(
        "USAGE_INVALID",
        `Block ${number} is not kept by this chain; use one nearer its head`,
      );
    }
    return block;
  }

  /** Makes the block of this number the head again and returns those that were above it, oldest first. */
  cutAbove(number: number): Block[] {
    const head = this.get(number);
    const cut = Array.from({ length: this.#head.number - number }, (_, index) =>
      this.get(number + 1 + index),
    );
    for (const block of cut) {
      this.#byHash.delete(block.hash);
      this.#hashes.delete(block.number);
    }
    this.#head = head;
    return cut;
  }

  #letGo(number: number): void {
    const hash = this.#hashes.get(number);
    if (number < 1 || hash === undefined) return;
    this.#byHash.delete(hash);
    this.#hashes.delete(number);
  }
}
