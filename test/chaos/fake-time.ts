import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

const libraries = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/faketime/libfaketimeMT.so.1",
  "/usr/lib64/faketime/libfaketimeMT.so.1",
];

/** A process's clock, set from outside. */
export interface FakeTime {
  /** What a process needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sets the clock this far from the true time; 0 sets it right. */
  set(offsetSeconds: number): Promise<void>;
}

/** Returns a clock that libfaketime sets, or undefined where that library is not installed. */
export async function createFakeTime(directory: string): Promise<FakeTime | undefined> {
  const library = libraries.find((path) => existsSync(path));
  if (library === undefined) return undefined;
  const path = join(directory, "clock-offset");
  const set = async (offsetSeconds: number) => {
    // In one step: a file that is read while it is written would be another time.
    await writeFile(`${path}.new`, `${offsetSeconds < 0 ? "" : "+"}${offsetSeconds}\n`);
    await rename(`${path}.new`, path);
  };
  await set(0);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: path,
      // How long the library keeps what it has read, in seconds.
      FAKETIME_CACHE_DURATION: "1",
      // A clock that is set leaves the time since the machine's start alone; so do the times of files.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      NO_FAKE_STAT: "1",
    },
    set,
  };
}
