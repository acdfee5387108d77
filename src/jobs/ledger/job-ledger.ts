import { mkdir, open, readFile, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { asNeuronError, messageOf, NeuronError } from "../../lib/errors.ts";
import { writeFileAtomically } from "../../lib/files.ts";
import type { Logger } from "../../lib/logger.ts";
import { historyOf, shorten, type History } from "./history.ts";
import { parseLine, writeLine, type LedgerLine } from "./line.ts";

/** Runs that the ledger keeps: some months of a few networks. */
export const mostRuns = 2_000;
/** The file is written anew when it has so many lines; every run takes two. */
const mostLines = 4 * mostRuns;

/**
 * The record of runs in one file of JSON lines that only grows, until it is written anew with the newest runs. A line
 * that a crash or a full disk cut short is left out. One process owns it.
 */
export class JobLedger {
  readonly #path: string;
  readonly #logger: Logger;
  #lines: LedgerLine[] = [];
  /** Those of the lines that are not in the file yet. */
  #unwritten: LedgerLine[] = [];
  #file: FileHandle | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isTorn = false;
  #isFailing = false;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /**
   * Returns what earlier processes wrote. Throws FILE_REFUSED or INTERNAL when the file cannot be read; one that cannot be
   * written is as with {@link append}.
   */
  async open(): Promise<History> {
    const text = await this.#read();
    this.#lines = this.#parse(text);
    // Whatever the last process left without an end must not run into our first line.
    this.#isTorn = text !== "" && !text.endsWith("\n");
    await this.#attempt(async () => {
      await mkdir(dirname(this.#path), { recursive: true });
      this.#file = await open(this.#path, "a");
    });
    return historyOf(this.#lines);
  }

  /**
   * Resolves once the line is on the disk, or could not be written: a full disk must not keep jobs from running. The
   * log says so once, and the line is written with the next; what never was may be done again after a restart.
   */
  append(line: LedgerLine): Promise<void> {
    this.#lines.push(line);
    this.#unwritten.push(line);
    this.#writing = this.#writing.then(() =>
      this.#attempt(() => (this.#lines.length > mostLines ? this.#rewrite() : this.#write())),
    );
    return this.#writing;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #read(): Promise<string> {
    try {
      return await readFile(this.#path, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
      throw new NeuronError(
        asNeuronError(error).code,
        `The ledger of jobs cannot be read: ${messageOf(error)}`,
        {
          context: { path: this.#path },
          cause: error,
        },
      );
    }
  }

  #parse(text: string): LedgerLine[] {
    const written = text.split("\n").filter((line) => line !== "");
    const lines = written.map(parseLine).filter((line) => line !== undefined);
    const unreadable = written.length - lines.length;
    if (unreadable > 0) {
      this.#logger.warn("Ledger of jobs has lines that were not written whole", {
        path: this.#path,
        unreadable,
      });
    }
    return lines;
  }

  async #write(): Promise<void> {
    const lines = [...this.#unwritten];
    if (lines.length === 0) return;
    if (this.#file === undefined) throw new NeuronError("INTERNAL", "The file is not open");
    // What a failed write has left must not run into the next line.
    const start = this.#isTorn ? "\n" : "";
    this.#isTorn = true;
    await this.#file.appendFile(start + lines.map(writeLine).join(""));
    await this.#file.datasync();
    this.#isTorn = false;
    this.#unwritten = this.#unwritten.slice(lines.length);
  }

  async #rewrite(): Promise<void> {
    const count = this.#lines.length;
    const writtenCount = this.#unwritten.length;
    const lines = shorten(historyOf(this.#lines), mostRuns);
    await writeFileAtomically(this.#path, lines.map(writeLine).join(""));
    this.#lines = [...lines, ...this.#lines.slice(count)];
    this.#unwritten = this.#unwritten.slice(writtenCount);
    const former = this.#file;
    this.#file = await open(this.#path, "a");
    this.#isTorn = false;
    await former?.close();
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      if (this.#isFailing) this.#logger.info("Ledger of jobs can be written again");
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        this.#logger.error("Ledger of jobs cannot be written, runs may be repeated after a restart", {
          path: this.#path,
          reason: messageOf(error),
        });
      }
      this.#isFailing = true;
    }
  }
}
