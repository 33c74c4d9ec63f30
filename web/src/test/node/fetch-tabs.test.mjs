// Tests downloads of one database that several tabs have open, with Web Locks and without.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHub } from './hub-server.mjs';
import { answer, inFastTime, pausing, startServer, until } from './server.mjs';
import { bytes, fails, packages, sha256 } from './support.mjs';

/** Stands in for the Web Locks of browsers, as far as Granary uses them: Node 20 has none. */
class Locks {
  #lines = new Map();

  request(name, hold) {
    const line = this.#lines.get(name) ?? Promise.resolve();
    const held = line.then(async () => {
      this.#held.add(name);
      try {
        return await hold();
      } finally {
        this.#held.delete(name);
      }
    });
    this.#lines.set(
      name,
      held.catch(() => {}),
    );
    return held;
  }

  #held = new Set();

  async query() {
    return { held: [...this.#held].map((name) => ({ name })), pending: [] };
  }
}

const server = await startServer();
const hub = await startHub();
const content = bytes(300_000);
const digest = sha256(content);
let names = 0;

for (const folder of packages) {
  for (const locks of [true, false]) {
    describe(`${basename(folder)}: tabs ${locks ? 'with' : 'without'} locks`, async () => {
      const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
      let name;
      let tabs;
      const openTab = async () => {
        const tab = await open({ name, chunkSize: 65536 });
        tabs.push(tab);
        return tab;
      };
      const requests = (url) => server.of(new URL(url).pathname);

      beforeEach(() => {
        name = `tabs${++names}`;
        tabs = [];
        if (locks) {
          Object.defineProperty(globalThis, 'navigator', {
            value: { locks: new Locks() },
            configurable: true,
          });
        }
      });
      afterEach(async () => {
        for (const tab of tabs) await tab.close();
        delete globalThis.navigator;
      });

      /** Begins a download in the first tab that has stored something and waits for its server. */
      async function begun(tab, options) {
        const { script, goOn } = pausing(200_000);
        const url = server.serve(`/${name}`, content, { script: [script] });
        const fetching = tab.files.fetch('k', url, options);
        fetching.catch(() => {});
        await until(async () => (await tab.files.unfinished())[0]?.loaded >= 131_072);
        return { url, goOn, fetching };
      }
      const stopped = (promise, how) =>
        assert.rejects(promise, ({ code, details }) => {
          assert.deepEqual([code, details], ['CONFLICT', { key: 'k', [how]: true }]);
          return true;
        });

      test('one tab downloads, the other sees its progress and gets the file', async () => {
        const [one, two] = [await openTab(), await openTab()];
        const { url, goOn, fetching } = await begun(one);
        const [seen] = await two.files.unfinished();
        assert.deepEqual([seen.key, seen.active], ['k', true]);
        const progress = [];
        const waiting = two.files.fetch('k', url, { onProgress: (each) => progress.push(each) });
        const resuming = (await openTab()).files.resume('k');
        await new Promise((resolve) => setTimeout(resolve, 150));
        goOn();
        assert.equal((await fetching).sha256, digest);
        assert.deepEqual(await (await waiting).bytes(), content);
        assert.equal((await resuming).sha256, digest);
        assert.equal(requests(url).length, 1);
        assert.ok(progress.length > 1, `${progress.length}`);
        assert.equal(progress.at(-1).phase, 'done');
        assert.equal(progress.filter(({ phase }) => phase === 'done').length, 1);
      });

      test('a tab that wants a part of another tab’s download sees its progress, and no event', async () => {
        const settings = { name, chunkSize: 65536, hub: { endpoint: hub.url } };
        const [one, two] = [await open(settings), await open(settings)];
        tabs.push(one, two);
        const repo = `owner/${name}`;
        const commit = hub.commit(repo, { 'model.gguf': content });
        const { script, goOn } = pausing(200_000);
        hub.scripts.set('model.gguf', [script]);
        const events = [];
        two.addEventListener('progress', ({ detail }) => events.push(detail));
        const downloading = one.hub.download(repo, { files: ['model.gguf'] });
        await until(async () => (await one.files.unfinished())[0]?.loaded >= 131_072);
        const key = `${repo}@${commit}/model.gguf`;
        const progress = [];
        const waiting = two.files.resume(key, { onProgress: (each) => progress.push(each) });
        await new Promise((resolve) => setTimeout(resolve, 150));
        goOn();
        await downloading;
        assert.equal((await waiting).sha256, digest);
        await until(() => events.at(-1)?.phase === 'done');
        assert.deepEqual([...new Set(events.map((each) => each.key))], [repo]);
        assert.ok(progress.length > 1, `${progress.length}`);
        assert.ok(progress.every((each) => each.key === key));
        const { phase, loaded } = progress.at(-1);
        assert.deepEqual([phase, loaded], ['done', 300_000]);
      });

      test('the other tab takes over when one is closed', async () => {
        const [one, two] = [await openTab(), await openTab()];
        const { url, fetching } = await begun(one);
        const waiting = two.files.fetch('k', url);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await one.close();
        await fails(fetching, 'CLOSED');
        assert.equal((await waiting).sha256, digest);
        assert.equal(requests(url).length, 2);
        assert.match(requests(url)[1].range, /^bytes=(131072|196608)-$/);
      });

      test('a new tab sees the unfinished download, and continues it', async () => {
        const one = await openTab();
        const { url } = await begun(one);
        await one.close();
        const two = await openTab();
        const [left, ...more] = await two.files.unfinished();
        assert.deepEqual([left.key, left.url, left.active, more.length], ['k', url, false, 0]);
        assert.equal((await two.files.resume('k')).sha256, digest);
        assert.equal(requests(url)[1].range, `bytes=${left.loaded}-`);
      });

      for (const [call, how] of [
        ['pause', 'paused'],
        ['discard', 'discarded'],
      ]) {
        test(`a download is ${how} from another tab, with all waiting callers`, async () => {
          const [one, two, three] = [await openTab(), await openTab(), await openTab()];
          const { url, fetching } = await begun(one);
          const waiting = two.files.fetch('k', url);
          waiting.catch(() => {});
          await new Promise((resolve) => setTimeout(resolve, 300));
          assert.equal(await three.files[call]('k'), true);
          const left = (await three.files.unfinished())[0];
          await stopped(fetching, how);
          await stopped(waiting, how);
          assert.equal(requests(url).length, 1);
          assert.equal(left?.active, how === 'paused' ? false : undefined);
          assert.equal(await three.files[call]('k'), false);
          assert.equal((await two.files.fetch('k', url)).sha256, digest);
          assert.equal(requests(url)[1].range, left && `bytes=${left.loaded}-`);
        });

        test(`a download that has no journal yet is ${how} from another tab`, async () => {
          const [one, two] = [await openTab(), await openTab()];
          const url = server.serve(`/${name}`, content, { script: [() => {}] });
          const fetching = one.files.fetch('k', url);
          fetching.catch(() => {});
          await until(() => requests(url).length === 1);
          assert.equal(await two.files[call]('k'), true);
          await stopped(fetching, how);
          assert.deepEqual(await two.files.unfinished(), []);
        });
      }

      if (!locks) {
        test('a download with a slow server keeps its lease', () =>
          inFastTime(15, async () => {
            const [one, two] = [await openTab(), await openTab()];
            // 69 seconds for less than a chunk; a lease lasts 60 seconds.
            const url = server.serve(`/${name}`, content, {
              script: [
                async (request, response, file) => {
                  answer(request, response, file, 100_000);
                  for (const at of [100_000, 101_000, 102_000]) {
                    await new Promise((resolve) => setTimeout(resolve, 23_000));
                    response.write(file.content.subarray(at, at + 1000));
                  }
                  response.end(file.content.subarray(103_000));
                },
              ],
            });
            const fetching = one.files.fetch('k', url);
            await until(async () => (await one.files.unfinished())[0]?.loaded > 0);
            const waiting = two.files.fetch('k', url);
            assert.equal((await fetching).sha256, digest);
            assert.equal((await waiting).sha256, digest);
            assert.equal(requests(url).length, 1);
          }));
      }

      test('a file that one tab downloads anew is replaced for all tabs at once', async () => {
        const [one, two] = [await openTab(), await openTab()];
        const url = server.serve(`/${name}`, content);
        const changes = [];
        two.addEventListener('change', ({ detail }) => changes.push(detail));
        const before = await one.files.fetch('k', url);
        server.serve(`/${name}`, bytes(1000, 5), { etag: '"2"' });
        await one.files.fetch('k', url, { revalidate: true });
        assert.deepEqual(await (await two.files.get('k')).bytes(), bytes(1000, 5));
        assert.deepEqual(await before.bytes(), content);
        await two.files.fetch('k', url);
        await until(() => changes.length > 1);
        const put = { kind: 'file', key: 'k', action: 'put' };
        assert.deepEqual(changes, [put, put]);
      });

      test('a download that loses its database ends, and its journal stays', async () => {
        const one = await openTab();
        const { fetching } = await begun(one);
        // A newer Granary upgrades the database.
        const upgrade = indexedDB.open(name, 1000);
        upgrade.onsuccess = () => upgrade.result.close();
        await fails(fetching, 'CLOSED');
      });
    });
  }
}
