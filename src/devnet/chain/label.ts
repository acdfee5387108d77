/** What this chain calls itself wherever it shows its name, so that nobody takes it for a real one. */
export const standInLabel = "subnet-neuron devnet (stand-in)";
