/** Takes samples again and again; what it returns ends that and gives them all. */
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
