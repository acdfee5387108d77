import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { FileBytes, MAX_PEEK_BYTES } from "../../../src/ml/file-bytes.ts";
import { withDirectory } from "../../support/ml.ts";

type Step = { readonly look: number; readonly pass: number } | { readonly fill: number };

/** Longer than what is held at once, and no byte like the one a buffer later. */
const content = Buffer.from(Array.from({ length: 2 * MAX_PEEK_BYTES + 1_000 }, (_, place) => place % 251));
const length = fc.nat(MAX_PEEK_BYTES);
const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(fc.record({ look: length, pass: length }), fc.record({ fill: length })),
  { maxLength: 12 },
);

describe(FileBytes.name, () => {
  it("gives the bytes of a file in order, whether they are looked at or taken, up to its end", async () => {
    await withBytesOf(async (start) => {
      await fc.assert(
        fc.asyncProperty(anySteps, async (steps) => {
          const { bytes, close } = await start();
          let at = 0;
          for (const step of steps)
            at = "fill" in step ? await fill(bytes, at, step) : await look(bytes, at, step);
          await close();
        }),
        { numRuns: 50 },
      );
    });
  });
});

async function look(
  bytes: FileBytes,
  at: number,
  { look, pass }: { look: number; pass: number },
): Promise<number> {
  const seen = await bytes.peek(look);
  expect(seen.length).least(Math.min(look, content.length - at));
  expect(seen.equals(content.subarray(at, at + seen.length))).equal(true);
  const passed = Math.min(pass, seen.length);
  bytes.pass(passed);
  return at + passed;
}

async function fill(bytes: FileBytes, at: number, { fill }: { fill: number }): Promise<number> {
  const target = Buffer.alloc(fill);
  const end = Math.min(at + fill, content.length);
  expect(await bytes.fill(target)).equal(at + fill <= content.length);
  expect(target.subarray(0, end - at).equals(content.subarray(at, end))).equal(true);
  return end;
}

interface Opened {
  readonly bytes: FileBytes;
  readonly close: () => Promise<void>;
}

async function withBytesOf(use: (start: () => Promise<Opened>) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const path = join(directory, "content");
    await writeFile(path, content);
    await use(async () => {
      const file = await open(path, "r");
      return { bytes: new FileBytes(file), close: () => file.close() };
    });
  });
}
