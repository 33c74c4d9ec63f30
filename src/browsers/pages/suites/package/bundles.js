// Tests bundles, from one database to another.
const bundled = contentOf(3 * chunk + 77, 41);

async function bundleOf(store, ...keys) {
  return readAll(await store.files.exportBundle(keys));
}

test('a bundle carries files to another database, as a Blob and as a stream', () =>
  withStore(async (store) => {
    await store.files.put('a', bundled, { type: 'a/b', metadata: { n: 'ä' } });
    await store.files.put('b', bundled.slice(chunk));
    await store.files.put('empty', new Uint8Array());
    const bundle = await bundleOf(store, 'a', 'b', 'empty');
    assert(bundle.length < bundled.length + 4000, `shared chunks are in it once: ${bundle.length}`);
    const sources = [
      () => new Blob([bundle]),
      () => streamOf(oddPieces(bundle)),
      () => store.files.exportBundle(['a', 'b', 'empty']),
    ];
    for (const source of sources) {
      await withStore(async (other) => {
        const infos = await other.files.importBundle(await source());
        assertEqual(
          infos.map(({ key, type, metadata }) => [key, type, metadata?.n]),
          [
            ['a', 'a/b', 'ä'],
            ['b', '', undefined],
            ['empty', '', undefined],
          ],
          'what came in',
        );
        await assertFile(other, 'a', bundled);
        await assertFile(other, 'b', bundled.slice(chunk));
        assertBytes(await bundleOf(other, 'a', 'b', 'empty'), bundle, 'the bundle of the copies');
      });
    }
  }));

test('an aborted import can be continued, also after closing', () =>
  withStore(async (store, again) => {
    await withStore(async (from) => {
      await from.files.put('a', bundled);
      const bundle = await bundleOf(from, 'a');
      const control = new AbortController();
      const importing = store.files.importBundle(
        streamOf([bundle.slice(0, 2 * chunk + 5000)], {
          onPull: (piece) => piece > 0 && new Promise(() => {}),
        }),
        { signal: control.signal },
      );
      while ((await store.stats()).unfinishedBytes < 2 * chunk) await pause(5);
      control.abort('enough');
      assertEqual(await refusal(importing), 'enough', 'the reason');
      assertEqual(await store.files.has('a'), false, 'whether it is there');
      await store.close();

      const later = await again();
      assertEqual((await later.stats()).unfinishedBytes, 2 * chunk, 'what was kept');
      await later.files.importBundle(new Blob([bundle]));
      await assertFile(later, 'a', bundled);
      assertEqual((await later.stats()).unfinishedBytes, 0, 'what is unfinished');
      assertEqual((await later.verify()).bad, [], 'what is bad');
    });
  }));

test('a damaged bundle imports nothing wrong', () =>
  withStore(async (store) => {
    await withStore(async (from) => {
      await from.files.put('a', bundled.slice(0, 99));
      await from.files.put('b', bundled);
      const bundle = await bundleOf(from, 'a', 'b');
      const changed = bundle.slice();
      changed[changed.length - 300] ^= 1;
      for (const [source, code] of [
        [new Blob([changed]), 'INTEGRITY'],
        [new Blob([bundle.slice(0, 90_000)]), 'INTEGRITY'],
        [new Blob([bundle, 'x']), 'INVALID'],
        [new Blob(['Once upon a time']), 'INVALID'],
      ]) {
        assertGranaryError(await refusal(store.files.importBundle(source)), code, `size ${source.size}`);
      }
      await assertFile(store, 'a', bundled.slice(0, 99));
    });
  }));
