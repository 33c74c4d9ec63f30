// The declarations that the facade is written against say what the Java interfaces say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declarationsOf, differences, ownJavaSources } from '../../../build/boundary.mjs';
import { sources } from '../../../build/paths.mjs';
import { checkShapes, ownDeclarations, ownJava } from '../../../build/shapes.mjs';

const java = ownJavaSources();

/** The Java sources with one place of one file changed. */
function changed(file, from, to) {
  assert.ok(java.get(file).includes(from), `${file} has no ${from}`);
  return new Map([...java, [file, java.get(file).replace(from, to)]]);
}

test('the declarations are those of the Java interfaces', async () => {
  const declared = await declarationsOf(java);
  assert.deepEqual(
    [...declared.keys()],
    ['core.d.ts', 'core-hub.d.ts', 'core-models.d.ts', 'core-upkeep.d.ts', 'core-vectors.d.ts'],
  );
  assert.deepEqual(differences(declared, sources), []);
});

test('the program of the vectors has declarations of its own', async () => {
  const declared = await declarationsOf(ownJavaSources('vector'), 'vector');
  assert.deepEqual([...declared.keys()], ['vector-program.d.ts']);
  assert.deepEqual(differences(declared, sources), []);
});

test('every method, property and export of the interfaces is declared', async () => {
  const text = [...(await declarationsOf(java)).values()].join('\n');
  let members = 0;
  for (const [file, source] of java) {
    if (!/public interface \w+ extends JSObject/.test(source) && file !== 'Exports.java') continue;
    // A member begins a line two columns in, and has its parameters behind it.
    for (const [, name] of source.matchAll(
      /^  (?:public static )?(?!static|private|public)[\w.]+ (\w+)\(/gm,
    )) {
      if (name === 'main') continue;
      const bare = name.replace(/^(?:get|is)(?=[A-Z])/, '');
      const declared = new RegExp(`\\b(?:${name}|${bare[0].toLowerCase()}${bare.slice(1)})(?:\\(|: )`);
      assert.match(text, declared, `${file}: ${name}`);
      members++;
    }
  }
  assert.ok(members > 60, `only ${members} members`);
});

const changes = [
  ['a method has another name', 'Core.java', 'Promise has(', 'Promise contains('],
  ['a method is gone', 'Core.java', '  Promise persist();\n', ''],
  [
    'a method has one parameter more',
    'Core.java',
    'Promise pin(String key,',
    'Promise pin(String name, String key,',
  ],
  [
    'a parameter has another name',
    'CoreDocuments.java',
    'put(String key, String json)',
    'put(String key, String text)',
  ],
  ['a parameter has another type', 'CoreHub.java', 'int concurrency', 'boolean concurrency'],
  ['a parameter may no longer be null', 'CoreUpkeep.java', '@Ts("string | null") String key', 'String key'],
  [
    'a promise gives something else',
    'Core.java',
    '@Ts("Promise<CoreFile | null>")',
    '@Ts("Promise<CoreFile>")',
  ],
  ['a property has another name', 'Spec.java', 'String getSha256()', 'String getDigest()'],
  ['a property has another type', 'Settings.java', 'double getBudget()', 'String getBudget()'],
  ['a property may be null', 'RawRequest.java', '@Ts("string[]")', '@Ts("string[] | string[]")'],
  ['an export gives something else', 'Exports.java', '@Ts("Promise<CoreHub>")', '@Ts("Promise<CoreUpkeep>")'],
  ['an export has another name', 'Exports.java', 'Promise upkeep(int id)', 'Promise maintenance(int id)'],
  ['a comment says something else', 'CoreHub.java', 'Exports the repositories of a hub.', 'Repositories.'],
];
for (const [what, file, from, to] of changes) {
  test(`the build notices when ${what}`, async () => {
    const found = differences(await declarationsOf(changed(file, from, to)), sources);
    assert.ok(found.length > 0);
    for (const each of found) assert.match(each, /^core(-\w+)?\.d\.ts: line \d+ is .*, and should be /);
  });
}

const refusals = [
  [
    'a promise that says not what it gives',
    'Core.java',
    '@Ts("Promise<void>")\n  Promise clear',
    'Promise clear',
  ],
  ['a list that says not what it holds', 'CoreHub.java', '@Ts("string[]") JsArray', 'JsArray'],
  [
    'a promise for what is none',
    'Core.java',
    '  String backend',
    '  @Ts("Promise<string>")\n  String backend',
  ],
  ['a type of Java that JavaScript has not', 'Settings.java', 'double getBudget', 'long getBudget'],
  [
    'a number that may be null',
    'Settings.java',
    '  @JSProperty\n  double',
    '  @JSProperty\n  @Ts("number | null")\n  double',
  ],
];
for (const [what, file, from, to] of refusals) {
  test(`the build refuses ${what}`, async () => {
    await assert.rejects(declarationsOf(changed(file, from, to)), /the Java type \w+ does not go with @Ts/);
  });
}

test('the objects that Java makes are those that are declared', () => checkShapes());

const otherScripts = [
  ['a property more', 'Infos.java', 'pinned: pinned, url: url,', 'pinned: pinned, locked: pinned, url: url,'],
  ['a property less', 'DownloadExports.java', 'startedAt: startedAt,', ''],
  ['a property under another name', 'HubInfos.java', 'missingBytes: missing', 'missing: missing'],
  [
    'a property that may be absent',
    'HubInfos.java',
    'if (task !== null) all.task = task;',
    'all.task = task;',
  ],
  ['no script', 'Verifying.java', 'JSObject bad(', 'JSObject damage('],
];
for (const [what, name, from, to] of otherScripts) {
  test(`the build notices when Java makes an object with ${what}`, () => {
    const [file, text] = [...ownJava()].find(([path]) => path.endsWith(`/${name}`));
    assert.ok(text.includes(from), `${name} has no ${from}`);
    const sources = new Map([...ownJava(), [file, text.replace(from, to)]]);
    assert.throws(() => checkShapes(sources), /make \{ .* \}, and \w+ has \{|No script/);
  });
}

test('the build notices when a declared object has another property', () => {
  const declarations = ownDeclarations().map((text) =>
    text.replace('chunkCount: number;', 'chunks: number;'),
  );
  assert.throws(() => checkShapes(ownJava(), declarations), /and RawFileInfo has/);
});
