// What a deletion leaves is freed in the background. Where chunks are buffers, it stays while another session
// may read it: that session loads chunks one by one.
const soon = 1000;
const kept = contentOf(2 * chunk + 10, 41);
const lost = contentOf(3 * chunk + 10, 42);

// Waits until nothing is left to free, and returns how long that took.
async function freed(store) {
  const began = performance.now();
  for (;;) {
    const { garbageBytes } = await store.stats();
    const waited = performance.now() - began;
    if (garbageBytes === 0) return waited;
    if (waited > 2 * soon) throw new Error(`${garbageBytes} bytes of garbage after ${waited} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const deletions = {
  'a delete': (store) => store.files.delete('lost'),
  'an overwrite': (store) => store.files.put('lost', kept),
  'a put that fails': async (store) => {
    const failing = new ReadableStream({
      start: (controller) => controller.enqueue(contentOf(3 * chunk, 43)),
      pull: (controller) => controller.error(new Error('made by the test')),
    });
    await store.files.put('other', failing).catch(() => {});
    await store.files.delete('lost');
  },
};

for (const [name, deletion] of Object.entries(deletions)) {
  test(`${name} frees its bytes within a second`, () =>
    withStore(async (store) => {
      await store.files.put('kept', kept);
      await store.files.put('lost', lost);
      const file = await store.files.get('lost');
      const before = (await store.stats()).storedBytes;
      await deletion(store);
      // Buffers are freed when no other session is open, and only locks tell.
      if (keepsBlobs || navigator.locks) {
        const waited = await freed(store);
        fact(`${name} is freed after`, `${Math.round(waited)} ms`);
        assert(waited < soon, `freed only after ${waited} ms`);
        assertEqual((await store.stats()).storedBytes, before - lost.length, 'stored bytes');
      }
      if (keepsBlobs) assertBytes(await file.bytes(), lost, 'the file that was open');
      await assertFile(store, 'kept', kept);
    }));
}

test('an open file of another session stays readable after a delete', () =>
  withStore(async (store, again) => {
    await store.files.put('lost', lost);
    const other = await again();
    const file = await other.files.get('lost');
    await store.files.delete('lost');
    if (keepsBlobs) {
      await freed(store);
    } else {
      await new Promise((resolve) => setTimeout(resolve, soon));
      assertEqual((await store.stats()).garbageBytes, lost.length, 'the bytes that another session may need');
    }
    assertBytes(await file.bytes(), lost, 'the file that was open');
    await other.close();
    await store.files.put('next', kept);
    await store.files.delete('next');
    if (keepsBlobs || navigator.locks) await freed(store);
  }));
