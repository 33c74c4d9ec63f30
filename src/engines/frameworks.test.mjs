// Runs the recipes for React, Vue and Svelte, as docs/recipes.md has them, with the real frameworks.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createElement, StrictMode } from 'react';
import { act, create } from 'react-test-renderer';
import { effectScope, ref } from 'vue';
import { startServer } from '../../web/src/test/node/server.mjs';
import { bytes } from '../../web/src/test/node/support.mjs';
import { open } from './package.mjs';

const recipes = readFileSync(join(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
const content = bytes(300_000);
const server = await startServer();
const store = await open({ backend: 'memory', chunkSize: 65536 });
after(() => store.close());
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** Imports a recipe. Its `open` gives the store of this file. */
async function recipe(framework) {
  const [, source] = new RegExp(`\n## ${framework}\n\n\`\`\`js\n([^]*?)\`\`\``).exec(recipes);
  const file = join(import.meta.dirname, 'node_modules', `recipe-of-${framework}.mjs`);
  const own = "import { open } from 'granary';\n";
  assert.ok(source.includes(own));
  writeFileSync(file, source.replace(own, 'const open = async () => globalThis.storeOfTheTest;\n'));
  globalThis.storeOfTheTest = store;
  return import(file);
}

const pause = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));
const until = async (isTrue) => {
  while (!isTrue()) await pause();
};

test('React: a component has the file, and StrictMode asks the server once', async () => {
  const { useFile } = await recipe('React');
  const states = [];
  const File = ({ url }) => {
    states.push(useFile('react', url));
    return null;
  };
  const url = server.serve('/react', content);
  const tree = (props) => createElement(StrictMode, null, createElement(File, props));
  let root;
  await act(async () => {
    root = create(tree({ url }));
  });
  await until(() => states.at(-1).file ?? states.at(-1).error);
  assert.deepEqual(await states.at(-1).file.bytes(), content);
  assert.equal(server.of('/react').length, 1);
  await act(async () => root.unmount());

  await act(async () => {
    root = create(createElement(File, { url: 'ftp://nowhere' }));
  });
  await until(() => states.at(-1).error);
  assert.equal(states.at(-1).error.code, 'INVALID');
  await act(async () => root.unmount());
});

test('React: a component that goes away stops its download', async () => {
  const { useFile } = await recipe('React');
  const File = ({ url }) => (useFile('stopped', url), null);
  const begin = (request, response) => {
    response.writeHead(200, { 'content-length': content.length, etag: '"1"' });
    response.write(content.subarray(0, 150_000));
  };
  const url = server.serve('/stopped', content, { script: [begin] });
  let root;
  await act(async () => {
    root = create(createElement(File, { url }));
  });
  while ((await store.files.unfinished()).every(({ loaded }) => loaded < 131_072)) await pause();
  await act(async () => root.unmount());
  while ((await store.files.unfinished()).some(({ active }) => active)) await pause();
  const [{ key, loaded }] = await store.files.unfinished();
  assert.deepEqual([key, loaded], ['stopped', 131_072]);
});

test('Vue: a component has the file, and another one when its URL changes', async () => {
  const { useFile } = await recipe('Vue');
  const other = bytes(100_000, 2);
  const name = ref('one');
  const urls = {
    one: server.serve('/one', content),
    two: server.serve('/two', other),
    wrong: 'ftp://nowhere',
  };
  const scope = effectScope();
  const { file, progress, error } = scope.run(() =>
    useFile(
      () => `vue/${name.value}`,
      () => urls[name.value],
    ),
  );
  await until(() => file.value ?? error.value);
  assert.deepEqual(await file.value.bytes(), content);
  assert.equal(progress.value.loaded, content.length);
  name.value = 'two';
  await until(() => file.value?.key === 'vue/two');
  assert.deepEqual(await file.value.bytes(), other);
  name.value = 'wrong';
  await until(() => error.value);
  assert.deepEqual([error.value.code, file.value], ['INVALID', undefined]);
  scope.stop();
});

test('Svelte: a component has the file, and stops its download when it goes away', async () => {
  const { fileOf } = await recipe('Svelte');
  const url = server.serve('/svelte', content);
  const states = [];
  let end = fileOf('svelte', url).subscribe((state) => states.push(state));
  await until(() => states.at(-1).file ?? states.at(-1).error);
  end();
  assert.deepEqual(states[0], {});
  assert.ok(states.some(({ progress }) => progress?.loaded === content.length));
  assert.deepEqual(await states.at(-1).file.bytes(), content);

  end = fileOf('svelte/wrong', 'ftp://nowhere').subscribe((state) => states.push(state));
  await until(() => states.at(-1).error);
  assert.equal(states.at(-1).error.code, 'INVALID');
  end();

  const begin = (request, response) => {
    response.writeHead(200, { 'content-length': content.length, etag: '"1"' });
    response.write(content.subarray(0, 150_000));
  };
  const slow = server.serve('/svelte/slow', content, { script: [begin] });
  end = fileOf('svelte/slow', slow).subscribe((state) => states.push(state));
  const ofSlow = async () => (await store.files.unfinished()).find(({ key }) => key === 'svelte/slow');
  while (((await ofSlow())?.loaded ?? 0) < 131_072) await pause();
  end();
  while ((await ofSlow()).active) await pause();
  assert.equal((await ofSlow()).loaded, 131_072);
  assert.equal(states.at(-1).error, undefined);
});
