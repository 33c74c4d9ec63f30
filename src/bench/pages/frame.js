// Called by the bench's page: a new document has no module loaded yet.
globalThis.loadAndOpen = async () => {
  const start = performance.now();
  const { open } = await import('/package/index.js');
  const granary = await open({ name: 'frame' });
  const milliseconds = performance.now() - start;
  await granary.close();
  return { milliseconds };
};
