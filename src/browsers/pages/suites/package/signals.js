const abortable = contentOf(3 * chunk + 77, 12);
const abortablePieces = oddPieces(abortable);

// The caller chooses the reason, and the rejection is that very value.
const reasons = {
  'no reason': undefined,
  'an Error': new Error('enough'),
  'a string': 'enough',
  'an object': { because: 'enough' },
};

const isReason = (signal, subject) => (error) =>
  assert(error === signal.reason, `${subject}: rejected with ${error} instead of the reason`);

test('a signal aborted before the put rejects with its reason, and the source is cancelled', () =>
  withStore(async (store) => {
    for (const [subject, reason] of Object.entries(reasons)) {
      const signal = AbortSignal.abort(reason);
      const reported = [];
      const source = () => streamOf(abortablePieces, { onCancel: (why) => void reported.push(why) });
      const attempt = ({ files }, key) => files.put(key, source(), { signal });
      await assertFailsCleanly(store, subject, attempt, isReason(signal, subject));
      assertEqual(reported.length, 2, `${subject}: streams cancelled`);
    }
  }));

test('an abort after any number of pieces rejects with its reason, and the source is cancelled', () =>
  withStore(async (store) => {
    for (let pieces = 0; pieces <= abortablePieces.length; pieces++) {
      const subject = `aborted after ${pieces} of ${abortablePieces.length} pieces`;
      let cancelled = 0;
      let reason;
      const attempt = ({ files }, key) => {
        const controller = new AbortController();
        reason = new Error(subject);
        const source = streamOf(abortablePieces, {
          onPull: (next) => next === pieces && controller.abort(reason),
          onCancel: () => void cancelled++,
        });
        return files.put(key, source, { signal: controller.signal });
      };
      await assertFailsCleanly(store, subject, attempt, (error) =>
        assert(error === reason, `${subject}: rejected with ${error}`),
      );
      // The pull that detects the abort may be the one that closes the stream.
      if (pieces < abortablePieces.length) assertEqual(cancelled, 2, `${subject}: streams cancelled`);
    }
  }));

test('an abort ends an async iterable, and rejects with its reason', () =>
  withStore(async (store) => {
    for (const pieces of [1, 3, 5]) {
      const subject = `aborted after ${pieces} pieces`;
      let ended = 0;
      const attempt = ({ files }, key) => {
        const controller = new AbortController();
        async function* yielding() {
          try {
            for (const [index, piece] of abortablePieces.entries()) {
              if (index === pieces) controller.abort('enough');
              yield piece;
            }
          } finally {
            ended++;
          }
        }
        return files.put(key, yielding(), { signal: controller.signal });
      };
      await assertFailsCleanly(store, subject, attempt, (error) => assertEqual(error, 'enough', subject));
      assertEqual(ended, 2, `${subject}: generators ended`);
    }
  }));

test('an abort does not wait for a source that hangs', () =>
  withStore(async (store) => {
    const hanging = {
      'a stream': () => streamOf(abortablePieces, { onPull: (next) => next < 2 || new Promise(() => {}) }),
      'an async iterable': () => ({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
      }),
      'an async generator': async function* () {
        yield abortablePieces[1];
        await new Promise(() => {});
      },
    };
    for (const [subject, source] of Object.entries(hanging)) {
      const attempt = async ({ files }, key) => {
        const controller = new AbortController();
        const putting = files.put(key, source(), { signal: controller.signal });
        pause(30).then(() => controller.abort('enough'));
        const late = wait(3000).then(() => 'nothing happened');
        const outcome = await Promise.race([putting.catch((error) => error), late]);
        throw outcome;
      };
      await assertFailsCleanly(store, subject, attempt, (error) => assertEqual(error, 'enough', subject));
    }
  }));

test('an abort at every moment rejects with the reason and stores nothing, or the file is whole', () =>
  withStore(async (store) => {
    const outcomes = { aborted: 0, stored: 0 };
    for (let moment = 0; moment < 120 && outcomes.stored < 3; moment += moment < 10 ? 1 : 3) {
      const controller = new AbortController();
      const reason = new Error(`aborted at ${moment} ms`);
      const source = moment % 2 === 0 ? new Blob([abortable]) : streamOf(abortablePieces);
      const putting = store.files.put('key', source, { signal: controller.signal });
      pause(moment).then(() => controller.abort(reason));
      let stored = true;
      try {
        await putting;
      } catch (error) {
        assert(error === reason, `at ${moment} ms: rejected with ${error}`);
        stored = false;
      }
      outcomes[stored ? 'stored' : 'aborted']++;
      if (stored) await assertFile(store, 'key', abortable);
      else await assertNothingStored(store, 'key', `at ${moment} ms`);
      // Otherwise the next put would find every chunk stored already.
      await store.clear();
    }
    assert(outcomes.aborted > 0, 'no put was aborted');
    fact('puts aborted at some moment', outcomes.aborted > 0 ? 'reason, nothing stored' : 'none');
  }));

test('an abort of an overwrite at every moment leaves the old file or the new one', () =>
  withStore(async (store) => {
    const older = contentOf(2 * chunk, 50);
    await store.files.put('key', older);
    for (let moment = 0; moment < 40; moment += 4) {
      const controller = new AbortController();
      pause(moment).then(() => controller.abort('enough'));
      const outcome = await store.files
        .put('key', streamOf(abortablePieces), { signal: controller.signal })
        .then(() => 'stored')
        .catch((error) => error);
      assert(['stored', 'enough'].includes(outcome), `at ${moment} ms: ${outcome}`);
      await assertFile(store, 'key', outcome === 'stored' ? abortable : older);
      assertEqual((await store.stats()).unfinishedBytes, 0, `unfinished bytes at ${moment} ms`);
      await store.clear();
      await store.files.put('key', older);
    }
  }));

test('an abort after the put changes nothing', () =>
  withStore(async (store) => {
    const controller = new AbortController();
    await store.files.put('key', new Blob([abortable]), { signal: controller.signal });
    controller.abort();
    await pause(20);
    await assertFile(store, 'key', abortable);
  }));

test('the same key can be put right after an abort', () =>
  withStore(async (store) => {
    const controller = new AbortController();
    const source = streamOf(abortablePieces, { onPull: (next) => next === 3 && controller.abort('enough') });
    const aborted = refusal(store.files.put('key', source, { signal: controller.signal }));
    assertEqual(await aborted, 'enough', 'the reason');
    await store.files.put('key', abortable);
    await assertFile(store, 'key', abortable);
  }));
