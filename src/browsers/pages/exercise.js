// Does what every environment must support, in a form that a scenario can check: stores a file of
// several chunks in each way, and reads it in each way. It is a classic script, because sandboxed
// pages load it, too.
globalThis.exercise = async (granary, options) => {
  const [size, seed] = [1_500_000, 5];
  const bytes = contentOf(size, seed);
  const same = (found) => {
    const actual = new Uint8Array(found);
    return actual.length === size && actual.every((byte, index) => byte === bytes[index]);
  };
  const code = (promise) => promise.then(() => 'none').catch((error) => error.code);

  const store = await granary.open({ name: 'exercise', chunkSize: 400_000, ...options });
  const report = { backend: store.backend, chunkForm: store.chunkForm };
  const file = await store.files.put('key', new Blob([bytes]));
  report.sha256 = file.sha256;
  report.promised = await code(store.files.put('again', new Response(bytes), { sha256: file.sha256, size }));
  report.broken = await code(store.files.put('broken', bytes, { sha256: '0'.repeat(64) }));
  report.keys = (await store.files.list()).map(({ key }) => key);
  const stored = await store.files.get('key');
  report.read = {
    bytes: same(await stored.bytes()),
    stream: same(await new Response(stored.stream()).arrayBuffer()),
    blob: same(await (await stored.blob()).arrayBuffer()),
    response: same(await (await stored.response()).arrayBuffer()),
  };
  await store.documents.put('document', { a: [1] });
  report.document = await store.documents.get('document');
  await store.files.put('key', new Uint8Array(10));
  report.overwritten = (await store.files.get('key')).size;
  report.deleted = [await store.files.delete('key'), await store.files.has('key')];
  const { fileCount, logicalBytes, unfinishedBytes } = await store.stats();
  report.stats = { fileCount, logicalBytes, unfinishedBytes };
  await store.close();

  const later = await granary.open({ name: 'exercise', chunkSize: 400_000, ...options });
  report.reopened = (await later.files.list()).map(({ key }) => key);
  await later.clear();
  await later.close();
  return report;
};
