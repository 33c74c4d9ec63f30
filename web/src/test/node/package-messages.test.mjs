// Tests what messages say: what went wrong, of which file, and what can be done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { refusing, startServer } from './server.mjs';
import { bytes, fails } from './support.mjs';

const server = await startServer();
const content = bytes(100_000);
const stream = () => new Blob([content]).stream();
const sized = 'The source of "model" has';

describePackages('messages', ({ the, open }) => {
  for (const [source, ...words] of [
    ['text', 'String: wrap it in a Blob'],
    [[1, 2, 3], 'Array: wrap it in a Blob'],
    [{}, 'this is Object.'],
    [null, 'this is Null.'],
    [undefined, 'this is Undefined.'],
    [7, 'this is Number.'],
    [Promise.resolve(), 'Promise: await it first'],
  ]) {
    test(`a put of ${Object.prototype.toString.call(source)} says what it got`, () =>
      fails(the.store.files.put('model', source), 'INVALID', 'a Blob, an ArrayBuffer', ...words));
  }

  test('a put of a used Response says to clone it', async () => {
    const used = new Response('abc');
    await used.text();
    await fails(the.store.files.put('model', used), 'INVALID', 'clone() it first');
    const own = async () => used;
    await fails(
      the.store.files.fetch('model', 'https://a.test/', { fetch: own, retries: 0 }),
      'INVALID',
      'clone() it first',
    );
  });

  for (const size of [0, 12, 70_000, 100_001, 1_000_000]) {
    test(`a wrong size, ${size}, is named with the real one and the key`, async () => {
      const words = [`${sized} 100000 bytes, and not the promised ${size} bytes.`];
      for (const source of [content, content.buffer, new Blob([content])]) {
        await assert.rejects(the.store.files.put('model', source, { size }), ({ code, message, details }) => {
          assert.deepEqual([code, message], ['INTEGRITY', ...words]);
          assert.deepEqual(details, { key: 'model', expectedSize: size, actualSize: 100_000 });
          return true;
        });
      }
      // A stream does not say its size, and is not read to its end.
      if (size < 100_000) words[0] = `${sized} more than the promised ${size} bytes.`;
      for (const source of [stream(), new Response(content)])
        await fails(the.store.files.put('model', source, { size }), 'INTEGRITY', ...words);
      const url = server.serve(`/sized${size}`, content);
      await fails(the.store.files.fetch('model', url, { size }), 'INTEGRITY', ...words);
    });
  }

  test('a web page in place of the file is named with key and URL', async () => {
    const url = server.serve('/model.onnx', Buffer.from('<html>'), { type: 'text/html' });
    await fails(the.store.files.fetch('model', url), 'INTEGRITY', 'a web page in place of "model"', url);
  });

  test('401 points to headers, and other refusals do not', async () => {
    const refused = (status) => server.serve(`/refused${status}`, content, { script: [refusing(status)] });
    await fails(
      the.store.files.fetch('model', refused(401)),
      'HTTP',
      '401',
      'Give it credentials in headers',
    );
    await assert.rejects(
      the.store.files.fetch('model', refused(403)),
      ({ message }) => !/headers/.test(message),
    );
  });

  test('QUOTA names the budget, and what can be done', async () => {
    const store = await open({ backend: 'memory', chunkSize: 65536, budget: 70_000 });
    const words = ['no room for "model"', 'Raise the budget of 70000 bytes, or delete or unpin files.'];
    await fails(store.files.put('model', content), 'QUOTA', ...words);
    await fails(store.files.fetch('model', server.serve('/large', content)), 'QUOTA', ...words);
    await store.close();
  });

  test('CLOSED says to open again', async () => {
    await the.store.close();
    await fails(the.store.files.get('model'), 'CLOSED', 'closed. Open it again.');
  });
});
