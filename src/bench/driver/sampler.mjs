/** Takes samples again and again. The returned function stops that, and returns all samples. */
export function sampling(milliseconds, take) {
  const samples = [];
  let going = true;
  const done = (async () => {
    while (going) {
      const began = performance.now();
      samples.push(await take());
      const rest = milliseconds - (performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    }
  })();
  return async () => {
    going = false;
    await done;
    return samples;
  };
}
