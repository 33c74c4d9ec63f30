// Tests two tabs of one origin: each gets the events of the other, each key has one writer, and a tab that
// closes or crashes blocks no other tab. Runs with Web Locks, and with leases instead of them.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

export const name = 'tabs';
export const engines = ['chromium', 'firefox'];

export async function run({ launch, serve, check, fact }) {
  for (const locks of [true, false]) {
    const how = locks ? 'with locks' : 'without locks';
    const server = await serve();
    const browser = await launch();
    const open = () => openTab(browser, server, locks);
    const [one, two] = [await open(), await open()];

    await check(`a tab gets an event for every put, delete and clear of another tab, ${how}`, async () => {
      await one.evaluate(async () => {
        await tab.store.files.put('a', contentOf(10));
        await tab.store.files.delete('a');
        await tab.store.documents.put('d', 1);
        await tab.store.clear();
      });
      const heard = await two.evaluate(tab('hear'), { type: 'change', fits: { action: 'clear' } });
      const told = heard.map(({ action, kind, key }) => [action, kind, key].join(' ').trim());
      assert.deepEqual(told, ['put file a', 'delete file a', 'put document d', 'clear']);
    });

    await check(`a collection is saved by one tab at a time, and the others hear of it, ${how}`, async () => {
      await one.evaluate(async () => {
        tab.notes = await tab.store.vectors.open('notes', { dimensions: 2 });
        await tab.notes.insert([1, 0], { id: 'one' });
      });
      await two.evaluate(async () => {
        tab.notes = await tab.store.vectors.open('notes', { dimensions: 2 });
        await tab.notes.insert([0, 1], { id: 'two' });
      });
      await one.evaluate(async () => tab.notes.save());
      await two.evaluate(tab('hear'), { type: 'change', fits: { kind: 'collection', key: 'notes' } });
      const seen = await two.evaluate(async () => {
        const { code } = await tab.notes.save().catch((error) => error);
        const again = await tab.store.vectors.open('notes');
        await again.insert([0, 1], { id: 'two' });
        await again.save();
        return { code, size: again.size };
      });
      assert.deepEqual(seen, { code: 'CONFLICT', size: 2 });
      const late = await one.evaluate(async () => {
        const { code } = await tab.notes.save().catch((error) => error);
        return { code, listed: (await tab.store.vectors.list()).map(({ size }) => size) };
      });
      assert.deepEqual(late, { code: 'CONFLICT', listed: [2] });
    });

    await check(
      `a tab gets the progress of another tab's put, at most ten times a second, ${how}`,
      async () => {
        await one.evaluate(async () => {
          const slow = new ReadableStream({
            async pull(controller) {
              await pause(10);
              tab.pulled = (tab.pulled ?? 0) + 1;
              if (tab.pulled <= 60) controller.enqueue(contentOf(100_000, tab.pulled));
              else controller.close();
            },
          });
          await tab.store.files.put('slow', slow, { size: 6_000_000 });
        });
        const heard = await two.evaluate(tab('hear'), {
          type: 'progress',
          fits: { key: 'slow', phase: 'done' },
        });
        const steps = heard.filter(({ key, phase }) => key === 'slow' && phase === 'download');
        assert.equal(heard.at(-1).loaded, 6_000_000, 'bytes at the end');
        assert.ok(steps.length >= 3, `${steps.length} progress events`);
        assert.ok(
          steps.every(
            ({ loaded, total }, index) => total === 6_000_000 && loaded >= (steps[index - 1]?.loaded ?? 0),
          ),
          'the progress does not grow, or has a wrong total',
        );
        const seconds = (steps.at(-1).at - steps[0].at) / 1000;
        fact(`progress events in the other tab, ${how}`, `${steps.length} in ${seconds.toFixed(1)} s`);
        // The sender spaces the events, and they may arrive less regularly: allow one more at each end.
        assert.ok(steps.length <= seconds * 10 + 2, `${steps.length} progress events in ${seconds} s`);
      },
    );

    await check(
      `a tab gets an event for an eviction and for a budget that is almost full, ${how}`,
      async () => {
        await one.evaluate(async () => {
          await tab.store.clear();
          tab.tight = await granary.open({ name: 'tabs', chunkSize: 100_000, budget: 500_000 });
          for (const seed of [1, 2, 3, 4, 5, 6])
            await tab.tight.files.put(`file ${seed}`, contentOf(90_000, seed));
        });
        const fits = { key: 'file 1', kind: 'file', bytes: 90_000 };
        const evicted = await two.evaluate(tab('hear'), { type: 'evict', fits });
        assert.deepEqual(
          evicted.map(({ key }) => key),
          ['file 1'],
        );
        const filled = await two.evaluate(tab('hear'), { type: 'quota', within: 10_000 });
        assert.ok(filled.length > 0, 'the tab received no quota event');
        for (const { usage, quota } of filled) {
          assert.equal(quota, 500_000);
          assert.ok(usage >= 400_000 && usage <= 500_000, `usage ${usage}`);
        }
        await one.evaluate(async () => {
          await tab.tight.close();
          await tab.store.clear();
        });
      },
    );

    await check(`when two tabs put one key the second waits for the first, ${how}`, async () => {
      await one.evaluate(tab('begin'), { name: 'first', seed: 1 });
      await one.evaluate(tab('hear'), { type: 'progress', fits: { key: 'key', loaded: 200_000 } });
      await two.evaluate(tab('begin'), { name: 'second', seed: 2 });
      await two.evaluate(tab('let'), 'second');
      assert.equal(await two.evaluate(tab('outcome'), { name: 'second', within: 500 }), 'nothing yet');
      await one.evaluate(tab('let'), 'first');
      assert.equal(await one.evaluate(tab('outcome'), { name: 'first', within: 10_000 }), 'stored');
      assert.equal(await two.evaluate(tab('outcome'), { name: 'second', within: 10_000 }), 'stored');
      assert.equal(await one.evaluate(tab('seedOf'), { seeds: [1, 2] }), 2, 'whose bytes');
    });

    await check(`two puts of one key in one tab run one after the other, ${how}`, async () => {
      await one.evaluate(tab('begin'), { name: 'former', seed: 3 });
      await one.evaluate(tab('begin'), { name: 'latter', seed: 4 });
      await one.evaluate(tab('let'), 'latter');
      await one.evaluate(tab('let'), 'former');
      for (const name of ['former', 'latter']) {
        assert.equal(await one.evaluate(tab('outcome'), { name, within: 10_000 }), 'stored', name);
      }
      assert.equal(await two.evaluate(tab('seedOf'), { seeds: [3, 4] }), 4, 'whose bytes');
    });

    await check(`a waiting put can be aborted, and then blocks no other put, ${how}`, async () => {
      await one.evaluate(tab('begin'), { name: 'holder', seed: 5 });
      await delay(300);
      await two.evaluate(tab('begin'), { name: 'impatient', seed: 6 });
      await delay(300);
      await two.evaluate(tab('let'), 'abort impatient');
      const aborted = await two.evaluate(tab('outcome'), { name: 'impatient', within: 3000 });
      assert.equal(aborted, 'aborted by the test');
      const source = await two.evaluate(tab('outcome'), { name: 'source of impatient', within: 3000 });
      assert.equal(source, 'cancelled', 'the source of the aborted put');
      await two.evaluate(tab('begin'), { name: 'next', seed: 7 });
      await two.evaluate(tab('let'), 'next');
      await one.evaluate(tab('let'), 'holder');
      assert.equal(await two.evaluate(tab('outcome'), { name: 'next', within: 10_000 }), 'stored');
      assert.equal(await one.evaluate(tab('seedOf'), { seeds: [5, 6, 7] }), 7, 'whose bytes');
    });

    await check(
      `when a store closes during a put, or while a put waits, other tabs can put the key, ${how}`,
      async () => {
        const [writing, waiting] = [await open(), await open()];
        await writing.evaluate(tab('begin'), { name: 'writing', seed: 8 });
        await delay(300);
        await waiting.evaluate(tab('begin'), { name: 'waiting', seed: 9 });
        await two.evaluate(tab('begin'), { name: 'last', seed: 10 });
        await two.evaluate(tab('let'), 'last');
        await delay(300);
        await waiting.evaluate(() => tab.store.close());
        assert.equal(await waiting.evaluate(tab('outcome'), { name: 'waiting', within: 3000 }), 'CLOSED');
        await writing.evaluate(() => tab.store.close());
        assert.equal(await writing.evaluate(tab('outcome'), { name: 'writing', within: 3000 }), 'CLOSED');
        assert.equal(await two.evaluate(tab('outcome'), { name: 'last', within: 10_000 }), 'stored');
        assert.equal(await one.evaluate(tab('seedOf'), { seeds: [8, 9, 10] }), 10, 'whose bytes');
        const closes = await Promise.all([writing, one].map((page) => page.evaluate(() => tab.heard)));
        const reasons = closes.map((heard) =>
          heard.filter(({ type }) => type === 'close').map(({ reason }) => reason),
        );
        assert.deepEqual(reasons, [['closed'], []], 'close events of the two tabs');
        await Promise.all([writing.close(), waiting.close()]);
      },
    );

    await check(`another tab takes over a key when the writing tab crashes, ${how}`, async () => {
      const dying = await open();
      await dying.evaluate(tab('begin'), { name: 'dying', seed: 11 });
      await two.evaluate(tab('hear'), { type: 'progress', fits: { key: 'key', loaded: 200_000 } });
      await delay(300);
      await two.evaluate(tab('begin'), { name: 'heir', seed: 12 });
      await two.evaluate(tab('let'), 'heir');
      assert.equal(await two.evaluate(tab('outcome'), { name: 'heir', within: 500 }), 'nothing yet');
      const died = Date.now();
      await dying.close();
      const within = locks ? 5000 : 75_000;
      assert.equal(await two.evaluate(tab('outcome'), { name: 'heir', within }), 'stored');
      const seconds = (Date.now() - died) / 1000;
      fact(`seconds until another tab took over, ${how}`, seconds.toFixed(1));
      if (!locks) assert.ok(seconds > 50, `the lease lasted only ${seconds} s`);
      assert.equal(await one.evaluate(tab('seedOf'), { seeds: [11, 12] }), 12, 'whose bytes');
      const { unfinishedBytes } = await one.evaluate(() => tab.store.stats());
      assert.equal(unfinishedBytes, 0, 'unfinished bytes');
    });

    await check(`when the database is deleted, every tab gets a close event, ${how}`, async () => {
      const third = await open();
      await third.evaluate(async () => {
        await tab.store.close();
        await deleteDatabase('tabs');
      });
      for (const page of [one, two]) {
        const heard = await page.evaluate(tab('hear'), { type: 'close' });
        assert.deepEqual(
          heard.map(({ reason }) => reason),
          ['upgraded'],
        );
      }
    });
    await browser.close();
  }

  await check('a slow put keeps its lease without locks', async () => {
    const server = await serve();
    const browser = await launch();
    const slow = await openTab(browser, server, false);
    const other = await openTab(browser, server, false);
    await slow.evaluate(tab('begin'), { name: 'slow', seed: 1 });
    await other.evaluate(tab('hear'), { type: 'progress', fits: { key: 'key', loaded: 200_000 } });
    await other.evaluate(tab('begin'), { name: 'waiting', seed: 2 });
    await other.evaluate(tab('let'), 'waiting');
    // Longer than a lease. The slow put stores no chunk in this time.
    await delay(75_000);
    const waiting = await other.evaluate(tab('outcome'), { name: 'waiting', within: 0 });
    assert.equal(waiting, 'nothing yet');
    await slow.evaluate(tab('let'), 'slow');
    assert.equal(await slow.evaluate(tab('outcome'), { name: 'slow', within: 5000 }), 'stored');
    assert.equal(await other.evaluate(tab('outcome'), { name: 'waiting', within: 5000 }), 'stored');
    assert.equal(await slow.evaluate(tab('seedOf'), { seeds: [1, 2] }), 2, 'whose bytes');
    await browser.close();
  });
}

const tab = (method) => `(argument) => tab.${method}(argument)`;

async function openTab(browser, server, locks) {
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/tab.js'))`);
  await page.evaluate(tab('open'), { locks });
  return page;
}
