import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import { modelCardSchema, type ModelCard } from "../model-card.ts";

/** Returns the card in a registry's `card_json`; throws MODEL_REFUSED, naming the model, when it is damaged. */
export function parseCard(modelId: string, text: string): ModelCard {
  const card = modelCardSchema.safeParse(parseJson(text));
  if (card.success) return card.data;
  throw new NeuronError(
    "MODEL_REFUSED",
    `The card of model ${modelId} in trained_models is not valid: ${z.prettifyError(card.error)}`,
    { context: { modelId }, cause: card.error },
  );
}

/** Text that is not JSON becomes undefined, which no card is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
