// One of several tabs that hammer the same keys: it puts, overwrites, deletes, sweeps and reads
// side by side until the time is over. The stored content names its writer, so that every read can
// be checked.
const database = { name: 'hammer', chunkSize: 128 * 1024 };
const keys = ['a', 'b', 'c', 'd'];

// Makes files of up to six chunks, in sizes that differ between tabs; a third of all versions share
// their content with others.
function versionOf(writer, number) {
  if (number % 3 === 0) return contentOf(200_000 + (number % 2) * 131_072, 1 + (number % 4));
  return contentOf(
    ((number * 48_271) % 700_000) + (writer.charCodeAt(0) % 8),
    number * 31 + writer.charCodeAt(0) * 7 + writer.charCodeAt(1),
  );
}

function piecewise(bytes) {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(start, (start += 50_001)));
    },
  });
}

const readings = [
  (file) => file.bytes(),
  async (file) => new Uint8Array(await readAll(file.stream())),
  async (file) => new Uint8Array(await (await file.blob()).arrayBuffer()),
];

/** Returns what a reader saw, as "writer number"; throws when that writer did not write so. */
async function seen(store, key, reading) {
  const file = await store.files.get(key);
  if (!file) return 'nothing';
  const { writer, number } = file.metadata;
  const described = `${key} of ${writer} ${number}`;
  const [bytes, expected] = [await reading(file), versionOf(writer, number)];
  if (bytes.length !== expected.length) throw new Error(`${described} has ${bytes.length} bytes`);
  if (bytes.some((byte, index) => byte !== expected[index])) throw new Error(`${described} has other bytes`);
  return `${writer} ${number}`;
}

globalThis.hammer = {
  /**
   * Runs for the given time. Returns what this tab stored, which calls were refused, and what each
   * reader saw.
   */
  async run({ tab, milliseconds }) {
    const store = await granary.open(database);
    const report = {
      stored: [],
      refused: [],
      saw: {},
      failures: [],
      progressOfOthers: 0,
      changes: 0,
      clears: 0,
    };
    store.addEventListener('progress', ({ detail }) => {
      if (!own.has(`${detail.key} ${detail.total}`)) report.progressOfOthers++;
    });
    store.addEventListener('change', () => report.changes++);
    const own = new Set();
    const end = performance.now() + milliseconds;
    const until = async (name, act) => {
      for (let number = 1; performance.now() < end; number++) {
        try {
          await act(number);
        } catch (error) {
          if (report.failures.length < 10)
            report.failures.push(`${tab}, ${name}: ${error.code} ${error.message}`);
        }
      }
    };

    const write = (loop) => {
      const writer = `${tab}${loop}`;
      return until('writer', async (number) => {
        const key = keys[(number + loop) % keys.length];
        const bytes = versionOf(writer, number);
        own.add(`${key} ${bytes.length}`);
        const source = [bytes, new Blob([bytes]), piecewise(bytes)][number % 3];
        try {
          await store.files.put(key, source, { size: bytes.length, metadata: { writer, number } });
          report.stored.push(`${key} ${writer} ${number}`);
        } catch (error) {
          if (error.code !== 'CONFLICT') throw error;
          report.refused.push(`${key} ${writer} ${number}`);
        }
      });
    };
    const read = (loop) => {
      const saw = (report.saw[`${tab}${loop}`] = []);
      return until('reader', async (number) => {
        const key = keys[(number * 3 + loop) % keys.length];
        saw.push(`${key} ${await seen(store, key, readings[number % readings.length])}`);
      });
    };
    const disturb = () =>
      until('disturber', async (number) => {
        await pause(20 + ((number * 37) % 60));
        if (number % 40 === 0) {
          await store.clear();
          report.clears++;
        } else {
          await store.files.delete(keys[(number * 7) % keys.length]);
        }
      });
    await Promise.all([write(0), write(1), read(0), read(1), disturb()]);
    await store.close();
    return report;
  },

  /**
   * Returns what is left when all tabs have ended: the statistics, and the same counted one by one.
   */
  async recount() {
    const store = await granary.open(database);
    for (const { key } of await store.files.list()) await seen(store, key, readings[0]);
    const { fileCount, logicalBytes, chunkCount, storedBytes, unfinishedBytes } = await store.stats();
    const infos = await store.files.list();
    await store.close();
    const request = indexedDB.open(database.name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const blobs = request.result.transaction('blobs').objectStore('blobs').getAll();
    const bytes = await new Promise((resolve) => (blobs.onsuccess = () => resolve(blobs.result)));
    request.result.close();
    const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
    return {
      told: { fileCount, logicalBytes, chunkCount, storedBytes, unfinishedBytes },
      counted: {
        fileCount: infos.length,
        logicalBytes: sum(infos.map(({ size }) => size)),
        chunkCount: bytes.length,
        storedBytes: sum(bytes.map((each) => each.size ?? each.byteLength)),
        unfinishedBytes: 0,
      },
    };
  },
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
