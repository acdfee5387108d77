/** Resolves once the condition holds, asked anew at every notification of the source. The test's timeout bounds it. */
export async function until(
  subscribe: (tell: () => void) => () => void,
  condition: () => boolean,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = subscribe(() => {
      if (!condition()) return;
      stop();
      resolve();
    });
    if (condition()) {
      stop();
      resolve();
    }
  });
}
