import { maskLiterals } from "./mask-literals.ts";

/** Returns the statements of an SQL file in order, without the semicolons; those that are only comments are left out. */
export function splitStatements(sql: string): string[] {
  const masked = maskLiterals(sql);
  const statements: string[] = [];
  let start = 0;
  for (const part of masked.split(";")) {
    if (part.trim() !== "") statements.push(sql.slice(start, start + part.length).trim());
    start += part.length + 1;
  }
  return statements;
}
