/** Returns a signal that the first Ctrl-C or SIGTERM fires: a run ends early then, with its figures and in good order. */
export function interrupted(): AbortSignal {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort()).once("SIGTERM", () => stopping.abort());
  return stopping.signal;
}
