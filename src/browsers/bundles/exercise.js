// What the package has to be able to do in each bundle, and how a bundle takes an order and answers it.

export const size = 1_000_000;
export const model = { repo: 'granary/tiny-gguf', quant: 'Q4_K_M' };

/** Bytes that are the same in every engine and in Node. */
export function content() {
  const words = new Uint32Array(size / 4);
  let state = 7;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer);
}

/** Takes orders with this library: in a page as a global function, in workers as messages that bring a port. */
export function takeOrders(granary) {
  if (typeof document === 'object') {
    globalThis.order = (settings) => exercise(granary, settings);
    return;
  }
  if ('skipWaiting' in globalThis) addEventListener('install', () => skipWaiting());
  addEventListener('message', (event) => {
    const [port] = event.ports;
    const answered = exercise(granary, event.data).then(
      (report) => port.postMessage({ report }),
      (error) => port.postMessage({ error: `${error?.name}: ${error?.message}` }),
    );
    event.waitUntil?.(answered);
  });
}

/**
 * Stores, reads back, verifies, downloads, exports and imports. Reports the digests of all bytes that came back, and what
 * has computed digests.
 */
async function exercise({ open }, { name, endpoint, url }) {
  const options = { chunkSize: 262_144, hub: { endpoint } };
  const [store, other] = [
    await open({ ...options, name }),
    await open({ ...options, name: `${name}-other` }),
  ];
  try {
    await store.files.put('put', content());
    await store.files.fetch('fetched', url);
    await store.documents.put('document', { of: name });
    await other.files.importBundle(await store.files.exportBundle(['put', 'fetched']));
    const { files } = await store.hub.scan(model.repo);
    const { quants } = await store.hub.download(model.repo, { quant: model.quant });
    const weights = files.find(({ path }) => path.includes(model.quant)).path;
    return {
      backend: store.backend,
      put: await sha256(await store.files.get('put')),
      fetched: await sha256(await store.files.get('fetched')),
      imported: [await sha256(await other.files.get('put')), await sha256(await other.files.get('fetched'))],
      document: await store.documents.get('document'),
      weights,
      downloaded: [quants[model.quant].status, await sha256(await store.hub.file(model.repo, weights))],
      models: await store.models.list(),
      engine: store.engine,
      damaged: (await store.verify()).bad.length + (await other.verify()).bad.length,
    };
  } finally {
    for (const each of [store, other]) {
      await each.clear();
      await each.close();
    }
  }
}

async function sha256(file) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.bytes()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
