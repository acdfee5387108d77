import { on } from "node:events";

import { z } from "zod";

import { asNeuronError } from "../lib/errors.ts";
import { explainRows } from "./explain-rows.ts";
import { predictRows } from "./predict-rows.ts";
import { trainModel } from "./train-model.ts";
import { validateModel } from "./validate-model.ts";
import { type Answer, type Order, orderSchema, type Report } from "./worker-messages.ts";
import { openXgboost } from "./xgboost-library.ts";

// The program of the child process: takes orders and answers each before the next. A process of its own keeps the event
// loop of the neuron free, can be killed at any moment without a leak, and survives nothing that the library does not.

const ROUND_INTERVAL_MS = 100;

// The neuron is gone: there is nobody left to work for.
process.once("disconnect", () => process.exit());
const messages: AsyncIterable<readonly unknown[]> = on(process, "message");
for await (const [message] of messages) process.send?.(await answerTo(message));

async function answerTo(message: unknown): Promise<Answer> {
  const order = orderSchema.safeParse(message);
  if (!order.success)
    return { kind: "failed", code: "INTERNAL", message: z.prettifyError(order.error), context: {} };
  try {
    return await carryOut(order.data);
  } catch (error) {
    return failureOf(error, order.data);
  }
}

async function carryOut(order: Order): Promise<Answer> {
  const openLibrary = () => openXgboost(order.libraryPath);
  switch (order.task) {
    case "train":
      return { kind: "trained", result: await trainModel(openLibrary(), order.request, throttledRounds()) };
    case "validate":
      return {
        kind: "validated",
        result: await validateModel(openLibrary(), order.request, throttledRounds()),
      };
    case "explain":
      return { kind: "explained", result: await explainRows(order.request, openLibrary) };
    case "predict":
      return { kind: "predicted", result: await predictRows(order.request, openLibrary) };
  }
}

function throttledRounds(): (done: number, total: number) => void {
  let lastMs = -Infinity;
  return (done, total) => {
    const nowMs = performance.now();
    if (done < total && nowMs - lastMs < ROUND_INTERVAL_MS) return;
    lastMs = nowMs;
    process.send?.({ kind: "round", done, total } satisfies Report);
  };
}

function failureOf(error: unknown, { task }: Order): Answer {
  const { code, message, context } = asNeuronError(error);
  if (code === "LIBRARY_MISSING" || code === "MODEL_REFUSED")
    return { kind: "failed", code, message, context };
  return { kind: "failed", code: isTraining(task) ? "TRAINING_FAILED" : "INTERNAL", message, context };
}

function isTraining(task: Order["task"]): boolean {
  return task === "train" || task === "validate";
}
