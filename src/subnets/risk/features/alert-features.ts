import { featureSchema } from "./feature.ts";
import { referenceFeatures } from "./reference-features.ts";
import { sourceFeatures } from "./source-features.ts";

/** The one definition of the alert matrix, for training and for scoring. */
export const alertSchema = featureSchema([...referenceFeatures, ...sourceFeatures]);
