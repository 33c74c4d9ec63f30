// Tests the local hub with the Hub's own npm client: the client can list and download files from the local
// hub.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { downloadFile, fileExists, listFiles, listModels, modelInfo, pathsInfo } from '@huggingface/hub';
import { startHub } from './local-hub.mjs';

const repo = 'granary/tiny-onnx';
let hub;
let hubUrl;

before(async () => {
  hub = await startHub(['--page', '5']);
  hubUrl = hub.origin;
});
after(() => hub.close());

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const gitSha1 = (bytes) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

async function all(iterable) {
  const found = [];
  for await (const each of iterable) found.push(each);
  return found;
}

test('every file is listed, over all pages, and its download matches the listing', async () => {
  const entries = await all(listFiles({ repo, recursive: true, hubUrl }));
  const files = entries.filter(({ type }) => type === 'file');
  assert.equal(entries.length, 14, 'a folder and its files');
  for (const { path, size, oid, lfs } of files) {
    const blob = await downloadFile({ repo, path, hubUrl });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    assert.equal(bytes.length, size, path);
    if (lfs) assert.equal(sha256(bytes), lfs.oid, path);
    else assert.equal(gitSha1(bytes), oid, path);
  }
  const counts = await hub.counts();
  assert.equal(counts[`/api/models/${repo}/tree/main`].requests, 3, 'pages');
});

test('a part of a file can be downloaded from a commit', async () => {
  const { sha } = await modelInfo({ name: repo, hubUrl, additionalFields: ['sha'] });
  const [listed] = await pathsInfo({
    repo,
    paths: ['onnx/model.onnx_data'],
    revision: sha,
    expand: true,
    hubUrl,
  });
  assert.equal(listed.size, 2 ** 21);
  assert.ok(listed.lastCommit.id);
  const blob = await downloadFile({ repo, path: listed.path, revision: sha, hubUrl });
  const whole = new Uint8Array(await blob.arrayBuffer());
  assert.deepEqual(new Uint8Array(await blob.slice(1000, 2000).arrayBuffer()), whole.slice(1000, 2000));
});

test('absent files, repositories and revisions are reported as absent', async () => {
  assert.equal(await fileExists({ repo, path: 'config.json', hubUrl }), true);
  assert.equal(await fileExists({ repo, path: 'absent.json', hubUrl }), false);
  assert.equal(await downloadFile({ repo, path: 'absent.json', hubUrl }), null);
  assert.deepEqual(await pathsInfo({ repo, paths: ['absent.json'], hubUrl }), []);
  await assert.rejects(all(listFiles({ repo: 'granary/absent', hubUrl })), { statusCode: 401 });
  await assert.rejects(all(listFiles({ repo, revision: 'absent', hubUrl })), { statusCode: 404 });
});

test('a gated file needs the token, and the token goes to the first origin only', async () => {
  const file = { repo: 'granary/gated', path: 'model.safetensors', hubUrl };
  await assert.rejects(downloadFile(file), { statusCode: 401 });
  await assert.rejects(downloadFile({ ...file, accessToken: 'hf_other' }), { statusCode: 403 });
  const blob = await downloadFile({ ...file, accessToken: 'hf_test-token' });
  const { lfs } = (await pathsInfo({ repo: file.repo, paths: [file.path], hubUrl }))[0];
  assert.equal(sha256(new Uint8Array(await blob.arrayBuffer())), lfs.oid);
  const counts = await hub.counts();
  assert.equal(counts['granary/gated/model.safetensors'].authorized, 0);
});

test('a repository id can have one segment, and listModels gives all models', async () => {
  assert.ok((await all(listFiles({ repo: 'gpt2-like', revision: 'refs/pr/1', hubUrl }))).length > 3);
  const names = (await all(listModels({ hubUrl }))).map(({ name }) => name);
  assert.ok(names.includes(repo) && names.includes('gpt2-like'), String(names));
});
