// Stores and reads a file in two ways that pages use today: the Cache API alone, and transformers.js on top of it.
// Neither checks a digest.
const cacheName = 'bench';

export function cacheWork(timed) {
  return {
    /** Stores the response as it comes: the browser writes it to the disk. */
    cachePut: ({ url }) =>
      timed(async () => {
        const cache = await caches.open(cacheName);
        await cache.put(url, await fetch(url, { cache: 'no-store' }));
        await checkStored(cache, url);
      }),

    /** Stores the response as transformers.js 4.3 does: reads all of it into one buffer, and stores the buffer. */
    wholePut: ({ url }) =>
      timed(async () => {
        const response = await fetch(url, { cache: 'no-store' });
        const bytes = new Uint8Array(Number(response.headers.get('content-length')));
        let read = 0;
        for await (const piece of response.body) {
          bytes.set(piece, read);
          read += piece.length;
        }
        const cache = await caches.open(cacheName);
        await cache.put(url, new Response(bytes, { headers: response.headers }));
        await checkStored(cache, url);
      }),

    /** Reads the stored file piece by piece. */
    cacheStream: ({ url, mib }) =>
      timed(async () => {
        let read = 0;
        for await (const piece of (await stored(url)).body) read += piece.length;
        if (read !== mib * 1024 ** 2) throw new Error(`${read} bytes read`);
      }),

    /** Reads the stored file into one buffer, as transformers.js does. */
    cacheWhole: ({ url, mib }) =>
      timed(async () => {
        const { byteLength } = await (await stored(url)).arrayBuffer();
        if (byteLength !== mib * 1024 ** 2) throw new Error(`${byteLength} bytes read`);
      }),

    /** Reads ranges of the stored file's Blob; getting the Blob counts once, as opening the file does. */
    async cacheRanges({ url, count, length, seed }) {
      const blob = await (await stored(url)).blob();
      const times = [];
      let x = seed;
      for (let i = 0; i < count; i++) {
        x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
        const start = Math.floor((x / 2 ** 32) * (blob.size - length));
        const { milliseconds } = await timed(async () => {
          const bytes = await blob.slice(start, start + length).arrayBuffer();
          if (bytes.byteLength !== length) throw new Error(`${bytes.byteLength} bytes read`);
        });
        times.push(milliseconds);
      }
      return times;
    },

    clearCaches: () => caches.delete(cacheName),
  };
}

async function stored(url) {
  return (await caches.open(cacheName)).match(url);
}

async function checkStored(cache, url) {
  if ((await cache.match(url)) === undefined) throw new Error('The cache has not stored the response.');
}
