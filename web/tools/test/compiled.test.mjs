// Tests the passes on TeaVM's real output for Granary.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { readCore, readVectors } from '../../build/core.mjs';
import { javaSources, target, web } from '../../build/paths.mjs';
import { plan } from '../cut.mjs';
import { shortenProperties } from '../properties.mjs';
import { written } from './fixture.mjs';

const everything = {
  base: ['open', 'probe', 'task', 'hub', 'models', 'upkeep', 'vectors'],
  chunks: {},
  unused: ['main'],
};
const inChunks = {
  base: ['open'],
  chunks: {
    probing: ['probe'],
    tasks: ['task'],
    hub: ['hub'],
    models: ['models'],
    upkeep: ['upkeep'],
    vectors: ['vectors'],
  },
  unused: ['main'],
};

for (const build of ['minified', 'readable', 'strict']) {
  test(`${build}: exports work the same after they move to chunks`, async (t) => {
    const { program } = readCore(build);
    if (build === 'minified') shortenProperties(program);
    const whole = written(plan(program, everything), t);
    const cut = written(plan(program, inChunks), t);
    assert.ok(cut.texts.get('base').length < whole.texts.get('base').length);

    const [before, after] = [await whole.load('base'), await cut.load('probing')];
    assert.deepEqual(await after.probe(), await before.probe());
    assert.deepEqual(Object.keys(await cut.load('tasks')), ['task']);

    const reason = new Error('no more');
    const core = await (await cut.load('base')).open(settings);
    const { task } = await cut.load('tasks');
    const aborted = task(null);
    aborted.abort(reason);
    const upkeep = await (await cut.load('upkeep')).upkeep(await core.id());
    await assert.rejects(
      upkeep.importBundle(new Blob([new Uint8Array(9)]), aborted),
      (error) => error === reason,
    );
    await assert.rejects(upkeep.verify('absent', false, task(null)), ({ code }) => code === 'NOT_FOUND');
    await core.close();
  });
}

const settings = {
  name: 'cut',
  inMemory: true,
  chunkSize: 65536,
  budget: Infinity,
  memoryCache: 0,
  verify: 'always',
  startWorker: null,
  fetchKernels: null,
  hub: { endpoint: 'https://hub.test', token: null },
  emit() {},
};

test('coroutines.txt lists exactly the generators', () => {
  const list = readFileSync(join(web, 'coroutines.txt'), 'utf8').trim().split('\n');
  const all = [readCore, readVectors].flatMap((read) => read('readable').coroutines);
  assert.deepEqual([...new Set(all)].sort(), list);
});

test('a position in the debug build maps to a line of Java', () => {
  const base = readdirSync(join(target, 'npm')).find((file) => /^core-[0-9a-f]+\.debug\.js$/.test(file));
  const script = readFileSync(join(target, 'npm', base), 'utf8');
  const map = new TraceMap(readFileSync(join(target, 'npm', `${base}.map`), 'utf8'));
  const lines = script.split('\n');
  for (const [type, method] of [
    ['ChunkPump', 'hash'],
    ['Deferred', 'join'],
  ]) {
    const begin = lines.findIndex((line) =>
      new RegExp(`\\bdg\\w*_${type}_${method} = function\\*`).test(line),
    );
    const inside = lines.slice(begin + 1, begin + 20).flatMap((line, i) => {
      const column = line.search(/\S/);
      return column < 0 ? [] : [originalPositionFor(map, { line: begin + 2 + i, column })];
    });
    const { source, line } = inside.find((one) => one.line !== null);
    const path = javaSources.map((root) => join(root, source)).find((one) => existsSync(one));
    assert.match(path ?? source, new RegExp(`/${type}\\.java$`));

    const java = readFileSync(path, 'utf8').split('\n');
    const first = java.findIndex((one) => new RegExp(`^  \\S.* ${method}\\(`).test(one)) + 1;
    const last = first + java.slice(first).findIndex((one) => one === '  }') + 1;
    assert.ok(line > first && line <= last, `${source}:${line} is not in lines ${first} to ${last}`);
    assert.equal(map.sourcesContent[map.sources.indexOf(source)], java.join('\n'));
  }
});

test('the debug build maps to Java and to the facade, without paths of the build machine', () => {
  const maps = readdirSync(join(target, 'npm')).filter((file) =>
    /^(core-[0-9a-f]+\.debug|granary)\.js\.map$/.test(file),
  );
  assert.equal(maps.length, 2);
  for (const file of maps) {
    const { sources } = JSON.parse(readFileSync(join(target, 'npm', file), 'utf8'));
    for (const source of sources) assert.match(source, /^(ts|dev|java|org)\//);
    assert.ok(sources.includes('ts/open.ts'));
  }
});
