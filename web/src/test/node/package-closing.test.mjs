import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { fails } from './support.mjs';

describePackages('after close', ({ the }) => {
  test('every call rejects with CLOSED', async () => {
    const file = await the.store.files.put('k', new Blob(['hello']));
    await the.store.close();
    for (const call of [
      () => the.store.files.put('k', new Blob(['x'])),
      () => the.store.files.get('k'),
      () => the.store.files.has('k'),
      () => the.store.files.list(),
      () => the.store.files.delete('k'),
      () => the.store.files.pin('k'),
      () => the.store.documents.put('d', 1),
      () => the.store.documents.get('d'),
      () => the.store.documents.has('d'),
      () => the.store.documents.delete('d'),
      () => the.store.documents.keys(),
      () => the.store.hub.list(),
      () => the.store.hub.get('owner/name'),
      () => the.store.hub.scan('owner/name'),
      () => the.store.hub.delete('owner/name'),
      () => the.store.files.exportBundle([]),
      () => the.store.files.importBundle(new Blob()),
      () => the.store.verify(),
      () => the.store.stats(),
      () => the.store.clear(),
      () => file.bytes(),
      () => file.blob(),
      () => file.text(),
      () => file.json(),
      () => file.arrayBuffer(),
      () => file.objectURL(),
      () => file.response(),
      () => file.stream().getReader().read(),
    ]) {
      await fails(call(), 'CLOSED').catch((error) => {
        throw new Error(`${call}: ${error.message}`);
      });
    }
  });

  test('a put under way rejects with CLOSED', { timeout: 5000 }, async () => {
    const put = the.store.files.put('k', new ReadableStream({}));
    await settled();
    await the.store.close();
    await fails(put, 'CLOSED');
  });

  test('closing again does nothing', async () => {
    await the.store.close();
    await the.store.close();
    if (Symbol.asyncDispose) await the.store[Symbol.asyncDispose]();
  });
});

/** Events come after the call that caused them. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
