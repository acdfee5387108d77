import { expect } from "chai";
import fc from "fast-check";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { maskLiterals } from "../../../../src/store/migrations/mask-literals.ts";
import { splitStatements } from "../../../../src/store/migrations/split-statements.ts";

/** Pieces that hold what looks like the end of a statement, a string or a comment. */
const pieces = [
  "SELECT",
  "x - y / 2",
  "(a, b)",
  "';'",
  "'it''s;'",
  "'a\\'; -- b'",
  '"a;""b"',
  "`c;'d`",
  "$h$ ; ' $h$",
  "$$;$$",
  "'two;\nlines'",
  "-- a; 'b\n",
  "# a; `b\n",
  "/* ; ' -- \n */",
] as const;

const isComment = (piece: string) => /^(--|#|\/\*)/.test(piece);
const statement = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
  .filter((parts) => !parts.every(isComment))
  .map((parts) => parts.join(" ").trim());

describe(splitStatements.name, () => {
  it("gives back the statements that were joined, whatever is quoted or commented in them", () => {
    fc.assert(
      fc.property(
        fc.array(statement),
        fc.constantFrom("\n;", "\n ; \n", "\n;;\n-- none\n;"),
        (statements, end) => {
          const file = statements.map((text) => text + end).join("");
          const expected = statements.map((text) => text.trim());
          const found = splitStatements(file);
          expect(found.map(withoutLeadingNone)).to.deep.equal(expected);
        },
      ),
    );
  });

  it("finds none in a file of comments", () => {
    expect(splitStatements("-- nothing; here\n/* ; */ ;\n")).to.deep.equal([]);
  });
});

describe(maskLiterals.name, () => {
  it("keeps the length and the line breaks", () => {
    fc.assert(
      fc.property(statement, (text) => {
        const masked = maskLiterals(`${text}\n`);
        expect(masked.length).to.equal(text.length + 1);
        expect(breaksIn(masked)).to.deep.equal(breaksIn(`${text}\n`));
      }),
    );
  });

  it("shows SQL only", () => {
    expect(maskLiterals("A 'b;' -- c\nD")).to.equal("A '__'     \nD");
  });

  it("refuses what is never closed", () => {
    for (const sql of ["SELECT 'a", 'SELECT "a', "SELECT `a", "SELECT /* a", "SELECT 'a' || 'it\\'"]) {
      expect(() => maskLiterals(sql), sql)
        .to.throw(NeuronError)
        .with.property("code", "SCHEMA_REFUSED");
    }
  });
});

/** A comment between two statements belongs to the second. */
function withoutLeadingNone(text: string): string {
  return text.replace(/^(-- none\s*)+/, "");
}

function breaksIn(text: string): number[] {
  return [...text.matchAll(/\n/g)].map(({ index }) => index);
}
