// The bench's page calls this function: a new document has not loaded any module yet.
globalThis.loadAndOpen = async () => {
  const start = performance.now();
  const { open } = await import('/package/index.js');
  const granary = await open({ name: 'frame' });
  const milliseconds = performance.now() - start;
  await granary.close();
  return { milliseconds };
};
