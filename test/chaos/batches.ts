/** The batches that the neuron of a run takes. */
export const network = "torus";
export const windowDays = 195;
