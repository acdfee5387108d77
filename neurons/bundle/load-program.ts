import { distDirectory, findBundle, type Program } from "./bundle.ts";

/**
 * Returns the program, out of its bundle where that is current, else out of the modules: to find, read and compile
 * hundreds of them takes most of a start (`start.first_answer` of the benches).
 */
export async function loadProgram(): Promise<Program> {
  return findBundle(distDirectory)?.program ?? import("../start.ts");
}
