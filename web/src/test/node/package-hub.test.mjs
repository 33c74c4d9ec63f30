// Tests granary.hub against a hub for tests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHub } from './hub-server.mjs';
import { filledSafetensors } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { dropping, pausing, refusing, startServer, until } from './server.mjs';
import { bytes, fails, sha256 } from './support.mjs';

const hub = await startHub({ pageSize: 2 });
const stranger = await startServer();
const q4 = bytes(200_000, 4);
const q8 = bytes(300_000, 8);
const model = {
  'config.json': '{"layers": 3}',
  'onnx/model_q4.onnx': q4,
  'onnx/model_quantized.onnx': q8,
  'onnx/model_quantized.onnx_data': bytes(100_000, 9),
  'tokenizer.json': '{}',
};
let repos = 0;
const publish = (files = model) => {
  const repo = `owner/model-${++repos}`;
  return { repo, commit: hub.commit(repo, files) };
};
const summary = (manifest) =>
  Object.values(manifest.quants).map(({ name, status, loaded }) => `${name} ${status} ${loaded}`);
const small = 15;

describePackages('hub', ({ the, open }) => {
  const opened = async (options) => {
    await the.store.close();
    the.store = await open({
      backend: 'memory',
      chunkSize: 65536,
      hub: { endpoint: hub.url, ...options },
    });
    hub.asked();
    return the.store.hub;
  };

  test('lists the content of a repository, also offline', async () => {
    const the_ = await opened();
    const { repo, commit } = publish();
    const manifest = await the_.scan(repo);
    assert.deepEqual(hub.asked(), ['revision ', 'tree ', 'tree ', 'tree ']);
    assert.deepEqual(
      { ...manifest, files: undefined, quants: undefined },
      { repo, revision: 'main', commit, task: 'fill-mask', files: undefined, quants: undefined },
    );
    assert.deepEqual(manifest.files[1], {
      path: 'onnx/model_q4.onnx',
      size: 200_000,
      sha256: sha256(q4),
      stored: false,
    });
    assert.equal(manifest.files[0].gitSha1.length, 40);
    assert.deepEqual(manifest.quants.q8, {
      name: 'q8',
      format: 'onnx',
      files: ['onnx/model_quantized.onnx', 'onnx/model_quantized.onnx_data', 'config.json', 'tokenizer.json'],
      size: 400_000 + small,
      loaded: 0,
      status: 'available',
    });
    assert.deepEqual(await the_.get(repo), manifest);
    assert.deepEqual(await the_.get(repo, { revision: commit }), { ...manifest, revision: commit });
    assert.deepEqual(await the_.list(), [manifest]);
    assert.equal(await the_.get('owner/absent'), undefined);
    assert.deepEqual(structuredClone(manifest), manifest);
    assert.deepEqual(hub.asked(), []);
  });

  test('a scan uses the revision that its options had at the call', async () => {
    const the_ = await opened();
    const { repo } = publish();
    hub.commit(repo, model, 'first');
    const options = { revision: 'first' };
    const scanned = the_.scan(repo, options);
    options.revision = 'absent';
    assert.equal((await scanned).revision, 'first');
  });

  test('downloads a quant with all its files, and then needs no network', async () => {
    const the_ = await opened();
    const { repo, commit } = publish();
    const plan = await the_.plan(repo, { quant: 'q8' });
    assert.deepEqual([plan.bytes, plan.missingBytes, plan.fits], [400_000 + small, 400_000 + small, true]);
    assert.deepEqual(plan.files[0], { path: 'onnx/model_quantized.onnx', size: 300_000, stored: false });

    const seen = [];
    const changes = [];
    the.store.addEventListener('change', ({ detail }) => changes.push(`${detail.kind} ${detail.key}`));
    const manifest = await the_.download(repo, { quant: 'q8', onProgress: (each) => seen.push(each) });
    assert.deepEqual(summary(manifest), [`q8 downloaded ${400_000 + small}`, `q4 available ${small}`]);
    assert.deepEqual(seen[0], {
      key: repo,
      phase: 'plan',
      loaded: 0,
      total: 400_000 + small,
      bytesPerSecond: 0,
      files: 4,
      filesDone: 0,
    });
    const { phase, loaded, files, filesDone } = seen.at(-1);
    assert.deepEqual([phase, loaded, files, filesDone], ['done', 400_000 + small, 4, 4]);
    assert.ok(seen.every((each, i) => i === 0 || each.loaded >= seen[i - 1].loaded));
    const key = `${repo}@${commit}/`;
    assert.deepEqual(
      (await the.store.files.list(key)).map((file) => file.key.slice(key.length)),
      manifest.quants.q8.files.toSorted(),
    );
    assert.ok(changes.includes(`file ${key}config.json`));

    hub.asked();
    assert.deepEqual(await the_.download(repo, { quant: 'q8' }), manifest);
    const file = await the_.file(repo, 'onnx/model_quantized.onnx');
    assert.deepEqual(await file.bytes(), q8);
    assert.equal(file.url, `${hub.url}/${repo}/resolve/${commit}/onnx/model_quantized.onnx`);
    assert.deepEqual(await (await the_.file(repo, 'config.json')).json(), { layers: 3 });
    assert.equal(await the_.file(repo, 'onnx/model_q4.onnx'), undefined);
    assert.deepEqual(hub.asked(), []);
  });

  test('reports a change of the repository under its name when more is known of it', async () => {
    const the_ = await opened();
    const { repo } = publish();
    const changes = [];
    the.store.addEventListener('change', ({ detail }) => changes.push(`${detail.kind} ${detail.key}`));
    await the_.plan(repo, { quant: 'q4' });
    await the_.download(repo, { files: ['config.json'] });
    await the_.checkForUpdate(repo);
    assert.deepEqual(
      changes.filter((each) => each.startsWith('repo')),
      [`repo ${repo}`, `repo ${repo}`],
    );
  });

  test('names the quants when the caller chooses none', async () => {
    const the_ = await opened();
    const { repo } = publish();
    for (const options of [{}, { quant: 'q5' }, { files: [] }]) {
      await assert.rejects(the_.download(repo, options), (error) => {
        assert.equal(error.code, 'INVALID');
        assert.match(error.message, /q8 \(400015 bytes\), q4 \(200015 bytes\)\.$/);
        assert.deepEqual(error.details.quants, { q8: 400_000 + small, q4: 200_000 + small });
        return true;
      });
    }
    await fails(the_.download(repo, { files: ['absent'] }), 'NOT_FOUND', repo, '"absent"');
  });

  test('handles a quant whose name is special for properties', async () => {
    const the_ = await opened();
    const { repo } = publish({ '__proto__.gguf': bytes(10) });
    await assert.rejects(the_.download(repo), ({ details }) => {
      assert.deepEqual(Object.entries(details.quants), [['__proto__', 10]]);
      return true;
    });
  });

  test('refuses wrong arguments, and rejects with NOT_FOUND for what the hub does not have', async () => {
    const the_ = await opened();
    const { repo } = publish();
    await fails(the_.scan('owner/absent'), 'NOT_FOUND', 'owner/absent');
    await fails(the_.scan(repo, { revision: 'absent' }), 'NOT_FOUND', repo, 'absent');
    await fails(the_.scan('owner/../name'), 'INVALID');
    await fails(the_.scan(5), 'INVALID', 'repo');
    await fails(the_.download(repo, { quant: 'q4', concurrency: 17 }), 'INVALID', 'concurrency');
    await fails(the_.download(repo, { quant: 'q4', files: 'a' }), 'INVALID', 'files');
    await fails(the_.download(repo, { quant: 'q4', headers: {} }), 'INVALID', 'headers');
    await fails(the_.file(repo, ''), 'INVALID', 'path');
    await fails(the_.get(repo, { quant: 'q4' }), 'INVALID', 'quant');
    await fails(open({ hub: { endpoint: 'ftp://x' } }), 'INVALID', 'endpoint');
    await fails(open({ hub: { endpoint: 'http://a:b@x' } }), 'INVALID');
    for (const behind of ['?a=b', '#part'])
      await fails(open({ hub: { endpoint: `https://hub.test/${behind}` } }), 'INVALID', 'endpoint');
    await fails(open({ hub: { url: hub.url } }), 'INVALID', 'url');
    await assert.rejects(open({ hub: { token: 'se cret' } }), ({ code, message }) => {
      assert.equal(code, 'INVALID');
      assert.ok(!message.includes('cret'));
      return true;
    });
  });

  test('downloads files side by side, up to the limit', async () => {
    const the_ = await opened();
    const files = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`f${n}`, bytes(2000, n)]));
    const { repo } = publish(files);
    for (const concurrency of [1, 3]) {
      let now = 0;
      let most = 0;
      for (const path of Object.keys(files)) {
        hub.scripts.set(path, [
          (request, response, file) => {
            most = Math.max(most, ++now);
            setTimeout(() => {
              now--;
              response.end(file.content);
            }, 50);
          },
        ]);
      }
      await the_.download(repo, { files: Object.keys(files), concurrency });
      assert.equal(most, concurrency);
      await the_.delete(repo);
    }
  });

  test('keeps the other files when one fails, and continues later', async () => {
    const the_ = await opened();
    const { repo } = publish();
    const { script, there } = pausing(150_000);
    hub.scripts.set('onnx/model_quantized.onnx', [script]);
    hub.scripts.set('onnx/model_quantized.onnx_data', [
      async (...request) => {
        await there;
        await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
        refusing(403)(...request);
      },
    ]);
    await assert.rejects(the_.download(repo, { quant: 'q8' }), ({ code, details }) => {
      assert.equal(code, 'HTTP');
      assert.deepEqual([details.file, details.status], ['onnx/model_quantized.onnx_data', 403]);
      return true;
    });
    const { q8: failed } = (await the_.get(repo)).quants;
    assert.equal(failed.status, 'failed');
    assert.match(failed.error, /403/);
    assert.ok(failed.loaded >= 131_072);
    hub.requests.length = 0;
    await the_.download(repo, { quant: 'q8' });
    const resumed = hub.requests.find(({ where, range }) => where === 'cdn' && range);
    assert.equal(resumed.path, 'onnx/model_quantized.onnx');
    assert.equal(resumed.range, 'bytes=131072-');
  });

  test('reports many small files as one, at most ten times a second', async () => {
    const the_ = await opened();
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`small/${n}.json`, JSON.stringify({ n })]),
    );
    const { repo } = publish(files);
    await the_.scan(repo);
    const reported = [];
    the.store.addEventListener('progress', ({ detail }) => reported.push(detail));
    const began = Date.now();
    await the_.download(repo, { files: Object.keys(files) });
    const seconds = (Date.now() - began) / 1000;
    assert.deepEqual([...new Set(reported.map(({ key }) => key))], [repo]);
    // The first and the last report, and ten per second in between.
    assert.ok(reported.length <= 2 + 10 * seconds, `${reported.length} in ${seconds} s`);
    const { phase, filesDone, loaded, total } = reported.at(-1);
    assert.deepEqual([phase, filesDone, loaded], ['done', 60, total]);
  });

  test('reports a file by its key when a caller wants it by that key', async () => {
    const the_ = await opened();
    const { repo, commit } = publish();
    const { script, there, goOn } = pausing(150_000);
    hub.scripts.set('onnx/model_q4.onnx', [script]);
    const reported = [];
    the.store.addEventListener('progress', ({ detail }) => reported.push(detail));
    const download = the_.download(repo, { quant: 'q4' });
    await there;
    await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
    const key = `${repo}@${commit}/onnx/model_q4.onnx`;
    assert.ok(reported.every((each) => each.key === repo));
    const own = [];
    const resumed = the.store.files.resume(key, { onProgress: (each) => own.push(each) });
    goOn();
    await Promise.all([download, resumed]);
    assert.ok(own.length > 1 && own.every((each) => each.key === key && each.total === 200_000));
    assert.deepEqual([own.at(-1).phase, own.at(-1).loaded], ['done', 200_000]);
    const ends = reported.filter(({ phase }) => phase === 'done').map((each) => each.key);
    assert.deepEqual(ends.toSorted(), [repo, key].toSorted());
    assert.ok(reported.some(({ key: of, file }) => of === repo && file === 'onnx/model_q4.onnx'));
  });

  test('continues a gated file by its key, with the token, and sends the token nowhere else', async (context) => {
    context.after(() => hub.close(null));
    const begin = async (options) => {
      const the_ = await opened(options);
      const { repo, commit } = publish();
      const { script, there } = pausing(150_000);
      hub.scripts.set('onnx/model_q4.onnx', [script]);
      const control = new AbortController();
      const download = the_.download(repo, { quant: 'q4', signal: control.signal });
      await there;
      await until(async () => (await the.store.files.unfinished())[0]?.loaded >= 131_072);
      control.abort('enough');
      await assert.rejects(download, (reason) => reason === 'enough');
      hub.requests.length = 0;
      return `${repo}@${commit}/onnx/model_q4.onnx`;
    };
    const sent = () => hub.requests.map(({ where, authorization }) => `${where} ${authorization}`);

    hub.close('hf_secret');
    const asked = [];
    const own = (url, init) => {
      asked.push(url);
      return fetch(url, init);
    };
    const key = await begin({ token: () => 'hf_secret', fetch: own });
    asked.length = 0;
    assert.equal((await the.store.files.resume(key)).size, 200_000);
    assert.deepEqual(sent(), ['resolve Bearer hf_secret', 'cdn undefined']);
    assert.equal(hub.requests[1].range, 'bytes=131072-');
    assert.equal(asked.length, 1);

    // The caller's own header has priority.
    const another = await begin({ token: 'hf_secret' });
    const headers = { authorization: 'Bearer own' };
    await fails(the.store.files.resume(another, { headers }), 'GATED');
    assert.deepEqual(sent(), ['resolve Bearer own']);

    // Another origin gets neither the token nor the hub's own fetch.
    await opened({ token: 'hf_secret', fetch: own });
    const path = `/${another}`;
    const url = stranger.serve(path, q4, { script: [dropping(150_000)] });
    await fails(the.store.files.fetch('k', url, { retries: 0 }), 'NETWORK');
    asked.length = 0;
    assert.deepEqual(await (await the.store.files.resume('k')).bytes(), q4);
    const [, { headers: got, range }, ...more] = stranger.of(path);
    assert.deepEqual([got.authorization, range, more.length], [undefined, 'bytes=131072-', 0]);
    assert.deepEqual(asked, []);
  });

  test('an evicted tensor of a gated file comes back with the token', async (context) => {
    context.after(() => hub.close(null));
    hub.close('hf_secret');
    const the_ = await opened({ token: () => 'hf_secret' });
    const weights = bytes(150_000, 11);
    const { repo } = publish({ 'model.safetensors': filledSafetensors([['w', weights]]) });
    await the_.download(repo, { files: ['model.safetensors'] });
    const model = await the.store.models.import({ id: 'm' }, await the_.file(repo, 'model.safetensors'));
    await the_.delete(repo);
    const { evicted } = await the.store.clean({ kinds: ['tensor'], unusedFor: 0 });
    assert.deepEqual(
      evicted.map(({ kind }) => kind),
      ['tensor'],
    );
    await the.store.clean();
    hub.requests.length = 0;
    assert.deepEqual((await (await the.store.models.get('m')).tensor('w')).data, weights);
    const sent = hub.requests.map(({ where, authorization }) => `${where} ${authorization}`);
    assert.ok(sent.length > 0 && sent.length % 2 === 0, sent);
    for (const each of sent) assert.match(each, /^(resolve Bearer hf_secret|cdn undefined)$/);
    assert.equal(model.missing.length, 0);
  });

  test('stops all files at an abort, and is then paused', async () => {
    const the_ = await opened();
    const { repo } = publish();
    const scripts = [pausing(150_000), pausing(70_000)];
    hub.scripts.set('onnx/model_quantized.onnx', [scripts[0].script]);
    hub.scripts.set('onnx/model_quantized.onnx_data', [scripts[1].script]);
    const control = new AbortController();
    const download = the_.download(repo, { quant: 'q8', signal: control.signal });
    await Promise.all(scripts.map(({ there }) => there));
    await until(async () => (await the.store.files.unfinished()).length === 2);
    assert.equal((await the_.get(repo)).quants.q8.status, 'downloading');
    control.abort('enough');
    await assert.rejects(download, (reason) => reason === 'enough');
    assert.equal((await the_.get(repo)).quants.q8.status, 'paused');
    assert.ok((await the.store.files.unfinished()).every(({ active }) => !active));
    const early = AbortSignal.abort('before');
    await assert.rejects(the_.scan(repo, { signal: early }), (reason) => reason === 'before');
    assert.equal((await the_.download(repo, { quant: 'q8' })).quants.q8.status, 'downloaded');
  });

  test('shares a download with a caller that wants the same file', async () => {
    const the_ = await opened();
    const { repo } = publish();
    await the_.scan(repo);
    hub.asked();
    await Promise.all([1, 2, 3].map(() => the_.download(repo, { quant: 'q4' })));
    assert.equal(hub.asked().filter((asked) => asked === 'cdn onnx/model_q4.onnx').length, 1);
  });

  test('continues when a connection breaks, and never stores wrong bytes', async () => {
    const the_ = await opened();
    const { repo } = publish();
    hub.scripts.set('onnx/model_q4.onnx', [dropping(100_000)]);
    await the_.download(repo, { quant: 'q4' });
    const wrong = publish();
    const altered = (request, response, file) => response.end(Buffer.from(file.content).fill(1, 3, 9));
    hub.scripts.set('config.json', [altered, altered]);
    await assert.rejects(the_.download(wrong.repo, { quant: 'q4' }), ({ code, details }) => {
      assert.deepEqual([code, details.file], ['INTEGRITY', 'config.json']);
      return true;
    });
    assert.equal(await the_.file(wrong.repo, 'config.json'), undefined);
  });

  test('downloads only the changed files of an update', async () => {
    const the_ = await opened();
    const { repo, commit } = publish();
    await the_.download(repo, { quant: 'q4' });
    assert.equal(await the_.checkForUpdate(repo), undefined);
    assert.equal(await the_.checkForUpdate('owner/unknown'), undefined);
    const latest = hub.commit(repo, { ...model, 'config.json': '{"layers": 4}' });
    assert.deepEqual(await the_.checkForUpdate(repo), {
      current: commit,
      latest,
      changedFiles: ['config.json'],
    });
    assert.deepEqual(await (await the_.file(repo, 'config.json')).json(), { layers: 3 });
    hub.asked();
    const changes = [];
    the.store.addEventListener('change', ({ detail }) => changes.push(`${detail.action} ${detail.key}`));
    const manifest = await the_.download(repo, { quant: 'q4' });
    assert.deepEqual(hub.asked(), ['resolve config.json']);
    assert.equal(manifest.commit, latest);
    assert.deepEqual(await (await the_.file(repo, 'config.json')).json(), { layers: 4 });
    assert.deepEqual(await (await the_.file(repo, 'onnx/model_q4.onnx')).bytes(), q4);
    assert.equal(await the_.get(repo, { revision: commit }), undefined);
    assert.ok(changes.includes(`put ${repo}@${latest}/onnx/model_q4.onnx`));
    assert.ok(changes.includes(`delete ${repo}@${commit}/onnx/model_q4.onnx`));
    assert.equal((await the.store.stats()).fileCount, 3);
  });

  test('deletes a quant and keeps the files that other quants share', async () => {
    const the_ = await opened();
    const { repo } = publish();
    await the_.download(repo, { quant: 'q4' });
    await the_.download(repo, { quant: 'q8', pinned: true });
    assert.equal((await the.store.files.list(repo)).filter(({ pinned }) => pinned).length, 4);
    assert.equal(await the_.delete(repo, { quant: 'q4' }), true);
    assert.deepEqual(summary(await the_.get(repo)), [
      `q8 downloaded ${400_000 + small}`,
      `q4 available ${small}`,
    ]);
    assert.equal(await the_.delete(repo, { quant: 'q4' }), false);
    await assert.rejects(the_.delete(repo, { quant: 'q5' }), ({ code, details }) => {
      assert.deepEqual([code, details.option, details.quants.q8], ['INVALID', 'quant', 400_000 + small]);
      return true;
    });
    assert.equal(await the_.delete('owner/absent', { quant: 'q5' }), false);
    assert.equal(await the_.delete(repo), true);
    assert.equal(await the_.delete(repo), false);
    assert.deepEqual(await the.store.files.list(), []);
    assert.deepEqual(await the_.list(), []);
  });

  test('sends the token to the hub only, and stores it nowhere', async (context) => {
    context.after(() => hub.close(null));
    let given = 0;
    const the_ = await opened({ token: async () => (given++, 'hf_secret') });
    const { repo } = publish();
    hub.close('hf_secret');
    hub.requests.length = 0;
    await the_.download(repo, { quant: 'q4' });
    assert.ok(given > 3);
    for (const { where, authorization } of hub.requests) {
      assert.equal(authorization, where === 'cdn' ? undefined : 'Bearer hf_secret');
    }
    assert.ok(!JSON.stringify([await the_.list(), await the.store.files.list()]).includes('secret'));

    hub.close('another');
    await assert.rejects(the_.scan(repo), (error) => {
      assert.equal(error.code, 'GATED');
      assert.equal(error.details.status, 401);
      assert.ok(!`${error.stack}${JSON.stringify(error.details)}`.includes('hf_secret'));
      return true;
    });
    const byValue = await opened({ token: 'another' });
    assert.equal((await byValue.scan(repo)).repo, repo);
    for (const none of [undefined, () => undefined, async () => null]) {
      const signedOut = await opened({ token: none });
      await fails(signedOut.scan(repo), 'GATED');
      assert.equal(hub.requests.at(-1).authorization, undefined);
    }
    const failing = await opened({
      token: () => {
        throw new Error('signed out');
      },
    });
    await fails(failing.scan(repo), 'INVALID', 'signed out');
    const wrong = await opened({ token: () => 5 });
    await assert.rejects(wrong.scan(repo), ({ code, details }) => {
      assert.deepEqual([code, details.option], ['INVALID', 'token']);
      return true;
    });
    const never = await opened({ token: () => new Promise(() => {}) });
    const signal = AbortSignal.timeout(20);
    await assert.rejects(never.scan(repo, { signal }), (reason) => reason === signal.reason);
  });

  test('uses the caller’s own fetch', async () => {
    const asked = [];
    const own = (url, init) => {
      asked.push(url);
      return fetch(url, init);
    };
    const the_ = await opened({ fetch: own, endpoint: `${hub.url}/` });
    const { repo } = publish();
    await the_.download(repo, { quant: 'q4' });
    assert.equal(asked.length, 4 + 3);
  });

  test('closes with its store', async () => {
    const the_ = await opened();
    const { repo } = publish();
    const { script, there } = pausing(100_000);
    hub.scripts.set('onnx/model_q4.onnx', [script]);
    const download = the_.download(repo, { quant: 'q4' });
    await there;
    const closing = the.store.close();
    await fails(download, 'CLOSED');
    await closing;
    await fails(the_.list(), 'CLOSED');
  });

  test('deletes documents with their file when the caller asks for that', async () => {
    const { files, documents } = the.store;
    for (const name of ['m', 'm/config', 'mm']) await documents.put(name, 1);
    await files.put('m', new Blob(['x']));
    await fails(files.delete('m', { documents: 1 }), 'INVALID', 'documents');
    assert.equal(await files.delete('m', { documents: true }), true);
    assert.deepEqual(await documents.keys(), ['mm']);
    await files.put('mm', new Blob(['x']));
    await files.delete('mm');
    assert.deepEqual(await documents.keys(), ['mm']);
  });
});
