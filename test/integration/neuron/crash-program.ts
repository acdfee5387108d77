/** Crashes with a report: `node crash-program.js <directory> throw|reject`. */
import { guardAgainstCrashes } from "../../../neurons/crash-guard.ts";

const [directory = "", kind] = process.argv.slice(2);
guardAgainstCrashes().reportTo({ directory, secrets: ["correct horse"] });
const error = new Error("Cannot log in at https://me:pw@host/ with correct horse", {
  cause: new Error("password=hunter22"),
});
if (kind === "reject") void Promise.reject(error);
else
  setImmediate(() => {
    throw error;
  });
