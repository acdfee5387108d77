import type { Clock } from "../../lib/clock.ts";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { banFileName, isOver, type Ban, type Subject } from "./ban.ts";
import {
  findBan,
  findStamp,
  findVersion,
  listBanFiles,
  prepareDirectory,
  removeBan,
  saveBan,
} from "./ban-files.ts";
import type { SubjectKind } from "./refusal.ts";

export interface BanListDeps {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
  /** Told of every ban that was lifted by hand. */
  readonly onLifted: (subject: Subject) => void;
}

export interface BanListSettings {
  readonly directory: string;
  readonly mostBans: number;
}

/** A file that was seen in the directory; without a subject when it holds no ban. */
interface SeenFile {
  readonly version: string;
  readonly subject: Subject | undefined;
}

/** What is to be done to a file: written, or without a ban removed. */
interface Change {
  readonly subject: Subject;
  readonly ban: Ban | undefined;
}

/**
 * Who is banned: in memory, for an answer in one look, and in a directory, one file each, so that bans outlive the
 * process and can be lifted and added by another one. Memory follows the directory at each `sync`; what is decided
 * here counts at once and is written behind.
 */
export class BanList {
  readonly #deps: BanListDeps;
  readonly #settings: BanListSettings;
  readonly #bans: Readonly<Record<SubjectKind, Map<string, Ban>>> = { ip: new Map(), hotkey: new Map() };
  readonly #seen = new Map<string, SeenFile>();
  /** By file. */
  readonly #unsaved = new Map<string, Change>();
  /** The file that is just being written or removed. */
  #saving: string | undefined;
  #stamp: string | undefined;
  #isStampSure = false;
  /** The directory is read and written by one piece of work at a time: a ban half written looks like a lifted one. */
  #work: Promise<void> = Promise.resolve();
  #isFlushing = false;
  #isAway = false;

  constructor(deps: BanListDeps, settings: BanListSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Reads the directory, which is made where there is none. Throws CONFIG_INVALID when that cannot be done. */
  async load(): Promise<void> {
    const { directory } = this.#settings;
    try {
      await prepareDirectory(directory);
      await this.#readDirectory();
    } catch (error) {
      const message = `Bans cannot be kept in ${directory}: ${messageOf(error)}`;
      throw new NeuronError("CONFIG_INVALID", message, { context: { directory }, cause: error });
    }
  }

  isBanned(kind: SubjectKind, name: string, nowMs: number): boolean {
    const ban = this.#bans[kind].get(name);
    return ban !== undefined && !isOver(ban, nowMs);
  }

  /** Returns how many bans there are, those not counted that are over. Looks at each. */
  count(kind: SubjectKind, nowMs: number): number {
    return [...this.#bans[kind].values()].filter((ban) => !isOver(ban, nowMs)).length;
  }

  /** Bans from now on; the file follows. */
  add(ban: Ban): void {
    this.#bans[ban.kind].set(ban.name, ban);
    this.#unsaved.set(banFileName(ban), { subject: ban, ban });
    this.#evictOverflow();
    this.#flush();
  }

  /** Follows what another process did to the directory. A failure is told once, until it is over. */
  async sync(): Promise<void> {
    this.#enqueue(() => this.#readDirectory());
    await this.#work;
  }

  /** Resolves when everything decided so far is on the disk, or could not be put there. */
  async settle(): Promise<void> {
    await this.#work;
  }

  #flush(): void {
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.#enqueue(() => this.#saveAll());
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).then(
      () => this.#tellReturn(),
      (error: unknown) => this.#tellFailure(error),
    );
  }

  async #saveAll(): Promise<void> {
    try {
      // What is put there on the way is visited too.
      for (const [file, change] of this.#unsaved) {
        this.#unsaved.delete(file);
        await this.#save(file, change);
      }
    } finally {
      this.#isFlushing = false;
    }
  }

  async #save(file: string, change: Change): Promise<void> {
    const { directory } = this.#settings;
    const { subject, ban } = change;
    this.#saving = file;
    try {
      await (ban === undefined ? removeBan(directory, subject) : saveBan(directory, ban));
      const version = ban === undefined ? undefined : await findVersion(directory, file);
      if (version === undefined) this.#seen.delete(file);
      else this.#seen.set(file, { version, subject });
    } catch (error) {
      if (!this.#unsaved.has(file)) this.#unsaved.set(file, change);
      throw error;
    } finally {
      this.#saving = undefined;
    }
  }

  async #readDirectory(): Promise<void> {
    const { directory } = this.#settings;
    if (this.#unsaved.size > 0) await this.#saveAll();
    const stamp = await findStamp(directory);
    const isSame = stamp === this.#stamp;
    // A change within the same tick of the file system's clock shows in no stamp: one more look after each change.
    if (isSame && this.#isStampSure) {
      this.#dropOver();
      return;
    }
    this.#isStampSure = isSame;
    this.#stamp = stamp;
    const files = await listBanFiles(directory);
    for (const { file, version } of files) {
      if (this.#seen.get(file)?.version !== version) await this.#read(file, version);
    }
    this.#dropVanished(new Set(files.map(({ file }) => file)));
    this.#dropOver();
    this.#evictOverflow();
  }

  async #read(file: string, version: string): Promise<void> {
    const ban = await findBan(this.#settings.directory, file);
    this.#seen.set(file, { version, subject: ban });
    if (ban === undefined) {
      this.#deps.logger.warn("File holds no ban and is left out", { file });
    } else {
      this.#bans[ban.kind].set(ban.name, ban);
    }
  }

  #dropVanished(present: ReadonlySet<string>): void {
    for (const [file, { subject }] of this.#seen) {
      if (present.has(file) || this.#unsaved.has(file)) continue;
      this.#seen.delete(file);
      if (subject === undefined || !this.#bans[subject.kind].delete(subject.name)) continue;
      this.#deps.logger.info("Ban was lifted", { kind: subject.kind, subject: subject.name });
      this.#deps.onLifted(subject);
    }
  }

  #dropOver(): void {
    const nowMs = this.#deps.clock.now();
    for (const ban of this.#all()) if (isOver(ban, nowMs)) this.#drop(ban);
  }

  #evictOverflow(): void {
    const overflow = this.#bans.ip.size + this.#bans.hotkey.size - this.#settings.mostBans;
    if (overflow <= 0) return;
    // Sorting costs most: a few more at a time keep it rare.
    const spare = Math.floor(this.#settings.mostBans / 100);
    const evicted = this.#all()
      .sort(byDispensability)
      .slice(0, overflow + spare);
    for (const ban of evicted) this.#drop(ban);
    this.#deps.logger.warn("More bans than are kept: the least needed were dropped", {
      dropped: evicted.length,
      kept: this.#settings.mostBans,
    });
  }

  #drop(ban: Ban): void {
    const file = banFileName(ban);
    this.#bans[ban.kind].delete(ban.name);
    this.#unsaved.delete(file);
    if (!this.#seen.has(file) && this.#saving !== file) return;
    this.#unsaved.set(file, { subject: ban, ban: undefined });
    this.#flush();
  }

  #all(): Ban[] {
    return [...this.#bans.ip.values(), ...this.#bans.hotkey.values()];
  }

  #tellReturn(): void {
    if (this.#isAway) this.#deps.logger.info("Bans can be kept again");
    this.#isAway = false;
  }

  #tellFailure(error: unknown): void {
    const { directory } = this.#settings;
    if (!this.#isAway) {
      this.#deps.logger.error("Bans cannot be kept in their directory and hold in this process only", {
        directory,
        error: messageOf(error),
      });
    }
    this.#isAway = true;
  }
}

/** Those for a time before those for good, the guard's before the operator's, the oldest before the newest. */
function byDispensability(one: Ban, other: Ban): number {
  return (
    Number(one.untilMs === undefined) - Number(other.untilMs === undefined) ||
    Number(one.by === "operator") - Number(other.by === "operator") ||
    one.bannedAtMs - other.bannedAtMs
  );
}
