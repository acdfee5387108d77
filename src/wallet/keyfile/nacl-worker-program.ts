import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../lib/errors.ts";
import { wipe } from "../bytes.ts";
import { naclOrderSchema, type NaclAnswer, type NaclOrder } from "./nacl-messages.ts";
import { deriveNaclKey, openNacl, sealNacl } from "./nacl.ts";

// The program of the worker thread: carries out one order, answers it, ends.

parentPort?.postMessage(answerTo(naclOrderSchema.parse(workerData)));

function answerTo({ task, password, data }: NaclOrder): NaclAnswer {
  try {
    const key = deriveNaclKey(password);
    const result = task === "seal" ? sealNacl(data, key) : openNacl(data, key);
    wipe(key);
    return result === undefined ? { kind: "refused" } : { kind: "done", data: result };
  } catch (error) {
    return { kind: "failed", reason: messageOf(error) };
  } finally {
    wipe(password, data);
  }
}
