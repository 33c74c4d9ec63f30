// Tests sources that fail while they are read. The put rejects with an error whose cause is the
// error of the source.
const failure = () => new Error('thrown by the source');
const someBytes = contentOf(3 * chunk + 33, 6);
const allPieces = oddPieces(someBytes);

function assertSourceFailed(error, reason, subject) {
  assert(harness.granary.GranaryError.is(error), `${subject}: not a GranaryError but ${error}`);
  fact('the code of a put whose source fails', error.code);
  assert(error.cause === reason, `${subject}: its cause is ${error.cause}`);
}

test('a stream that has failed before the put changes nothing', () =>
  withStore(async (store) => {
    const reason = failure();
    const failed = () => new ReadableStream({ start: (controller) => controller.error(reason) });
    const attempt = ({ files }, key) => files.put(key, failed());
    await assertFailsCleanly(store, 'a failed stream', attempt, (error) =>
      assertSourceFailed(error, reason, 'a failed stream'),
    );
  }));

test('a stream that fails after any number of pieces changes nothing', () =>
  withStore(async (store) => {
    const reason = failure();
    for (let pieces = 0; pieces <= allPieces.length; pieces++) {
      const subject = `failed after ${pieces} of ${allPieces.length} pieces`;
      const failing = () =>
        streamOf(allPieces, {
          onPull(next) {
            if (next === pieces) throw reason;
          },
        });
      const attempt = ({ files }, key) => files.put(key, failing());
      await assertFailsCleanly(store, subject, attempt, (error) =>
        assertSourceFailed(error, reason, subject),
      );
    }
  }));

test('an async iterable that throws half way changes nothing', () =>
  withStore(async (store) => {
    const reason = failure();
    async function* throwing(count) {
      yield* allPieces.slice(0, count);
      throw reason;
    }
    for (const count of [0, 1, 3, allPieces.length]) {
      const subject = `thrown after ${count} pieces`;
      const attempt = ({ files }, key) => files.put(key, throwing(count));
      await assertFailsCleanly(store, subject, attempt, (error) =>
        assertSourceFailed(error, reason, subject),
      );
    }
  }));

test('an async iterable that supplies no iterator changes nothing', () =>
  withStore(async (store) => {
    const reason = failure();
    const broken = {
      [Symbol.asyncIterator]() {
        throw reason;
      },
    };
    const attempt = ({ files }, key) => files.put(key, broken);
    await assertFailsCleanly(store, 'no iterator', attempt, (error) =>
      assertSourceFailed(error, reason, 'no iterator'),
    );
  }));

const noBytes = ['text', 5, null, undefined, {}, [1, 2], true, new Blob(['text'])];

test('a stream or iterable that yields other values than bytes is INVALID, and is ended', () =>
  withStore(async (store) => {
    for (const piece of noBytes) {
      const subject = `a piece that is ${piece === null ? null : typeof piece}`;
      const invalidPiece = (error) => assertGranaryError(error, 'INVALID', subject);
      let ended = 0;
      async function* yielding() {
        try {
          yield allPieces[1];
          yield piece;
          yield allPieces[2];
        } finally {
          ended++;
        }
      }
      await assertFailsCleanly(store, subject, ({ files }, key) => files.put(key, yielding()), invalidPiece);
      assertEqual(ended, 2, `${subject}: generators ended`);

      let cancelled = 0;
      const source = () =>
        streamOf([allPieces[1], piece, allPieces[2]], { onCancel: () => void cancelled++ });
      await assertFailsCleanly(store, subject, ({ files }, key) => files.put(key, source()), invalidPiece);
      assertEqual(cancelled, 2, `${subject}: streams cancelled`);
    }
  }));

test('a stream whose promise is broken is cancelled', () =>
  withStore(async (store) => {
    let cancelled = 0;
    const source = () =>
      streamOf([...allPieces, contentOf(10 * chunk)], { onCancel: () => void cancelled++ });
    const attempt = ({ files }, key) => files.put(key, source(), { size: chunk });
    await assertFailsCleanly(store, 'too long', attempt, (error) =>
      assertGranaryError(error, 'INTEGRITY', 'too long'),
    );
    assert(cancelled <= 2, `cancelled ${cancelled} times`);
    fact('a stream longer than promised', cancelled === 2 ? 'is cancelled' : 'is read to its end');
  }));

test('a Response whose body breaks changes nothing', () =>
  withStore(async (store) => {
    const reason = failure();
    const breaking = () =>
      new Response(
        streamOf(allPieces, {
          onPull(next) {
            if (next === 2) throw reason;
          },
        }),
      );
    const attempt = ({ files }, key) => files.put(key, breaking());
    await assertFailsCleanly(store, 'a broken body', attempt, (error) =>
      assert(harness.granary.GranaryError.is(error), `not a GranaryError but ${error}`),
    );
  }));

test('a failure for one key does not affect a put of another', () =>
  withStore(async (store) => {
    const breaking = streamOf(allPieces, {
      onPull(next) {
        if (next === 3) throw failure();
      },
    });
    const [failed, stored] = await Promise.allSettled([
      store.files.put('failing', breaking),
      store.files.put('whole', streamOf(allPieces)),
    ]);
    assertEqual([failed.status, stored.status], ['rejected', 'fulfilled'], 'outcomes');
    await assertFile(store, 'whole', someBytes);
    assertEqual((await store.files.list()).length, 1, 'files');
    assertEqual((await store.stats()).unfinishedBytes, 0, 'unfinished bytes');
  }));
