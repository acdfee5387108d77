/** Keeps one core busy until it is told to end. */
process.send?.("ready");
process.on("disconnect", () => process.exit());
for (;;) {
  const sliceEndsAt = performance.now() + 50;
  while (performance.now() < sliceEndsAt) Math.sqrt(sliceEndsAt);
  await new Promise((resolve) => setImmediate(resolve));
}
