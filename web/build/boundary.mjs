// Writes TypeScript declarations from the Java interfaces of web.api and web.vector, which are the only source of the
// contract between the facade and the two programs: node build/boundary.mjs. The build fails if the facade has other
// declarations.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { chunks } from './chunks.mjs';
import { failure } from './failure.mjs';
import { exportsOf, interfacesOf } from './java-interfaces.mjs';
import { repository, sources, web } from './paths.mjs';

const javaRoot = join(web, 'src/main/java/dev/granary/web');
const heading = (room) =>
  `// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.${room}. Change those.\n`;

const isAbsent = (ts) => ts === undefined;

/** The TypeScript name of each Java type, and which `@Ts` values are allowed for the type. */
const javaTypes = {
  boolean: { name: 'boolean', allows: isAbsent },
  int: { name: 'number', allows: isAbsent },
  double: { name: 'number', allows: isAbsent },
  void: { name: 'void', allows: isAbsent },
  String: { name: 'string', allows: (ts) => isAbsent(ts) || ts === 'string | null' },
  JSObject: { name: 'unknown', allows: (ts) => isAbsent(ts) || !ts.startsWith('Promise<') },
  Promise: { allows: (ts) => ts?.startsWith('Promise<') },
  JsArray: { allows: (ts) => ts?.endsWith('[]') },
};

/** Names that the declarations import from other files of the facade. */
const elsewhere = [
  { module: './hub.js', names: /^(Repo\w+|DownloadPlan)$/ },
  { module: './shapes.js', names: /^(Raw\w+|CoreTask|CoreTensors)$/ },
];

/** The rooms with interfaces, and the file that declares what the base of a program has. */
const rooms = {
  api: { file: 'core.d.ts', chunks },
  vector: { file: 'vector-program.d.ts', chunks: {} },
};

/** Gives the declarations of one room, formatted, by file name. Takes the room's Java sources, file name to text. */
export async function declarationsOf(javaSources, room = 'api') {
  const { file: baseFile, chunks } = rooms[room];
  const interfaces = interfacesOf(javaSources);
  const exported = exportsOf(javaSources);
  const types = { ...javaTypes, CoreTask: { name: 'CoreTask', allows: isAbsent } };
  for (const { name } of interfaces) types[name] = { name, allows: isAbsent };

  const functions = (isWanted, opening) =>
    exported
      .filter(({ name }) => isWanted(name))
      .map((member) => `${comment(member.doc)}${opening}${signature(member, types)};\n`);
  const lazy = Object.values(chunks).flat();
  const declared = interfaces.map(({ name, doc, members }) => {
    const lines = members.map((member) => comment(member.doc) + declaration(member, types));
    return `\n${comment(doc)}export interface ${name} {\n${lines.join('')}}\n`;
  });
  const hasChunks = Object.keys(chunks).length > 0;
  const base = hasChunks
    ? '/** The names of the base that the chunks take when they are linked. */\nexport const base: object;\n'
    : '';
  const inBase = functions((name) => !lazy.includes(name), 'export function ');
  const files = { [baseFile]: [base, ...inBase, ...declared] };
  for (const [chunk, names] of Object.entries(chunks)) {
    const linked = functions((name) => names.includes(name), '').join('');
    files[`${chunk}.d.ts`] = [
      '/** Gives this chunk the names of the base, and returns what the chunk exports. */\n',
      `export function link(base: object): {\n${linked}};\n`,
    ];
  }

  const own = interfaces.map(({ name }) => name);
  const texts = new Map();
  for (const [file, parts] of Object.entries(files)) {
    texts.set(file, await formatted(heading(room) + withImports(parts.join(''), own)));
  }
  return texts;
}

/** Says for each file where it differs from its declarations. Gives an empty list if no file differs. */
export function differences(declared, folder) {
  return [...declared].flatMap(([file, text]) => {
    const path = join(folder, file);
    if (!existsSync(path)) return [`${file} is missing`];
    const [expected, found] = [text, readFileSync(path, 'utf8')].map((each) => each.split('\n'));
    const index = expected.findIndex((line, place) => line !== found[place]);
    if (index < 0 && expected.length === found.length) return [];
    const line = index < 0 ? expected.length : index;
    return [`${file}: line ${line + 1} is ${found[line]?.trim()}, and should be ${expected[line]?.trim()}`];
  });
}

export async function checkBoundary() {
  const found = differences(await allDeclarations(), sources);
  if (found.length === 0) return;
  throw failure(
    `The Java interfaces differ from ${relative(repository, sources)}:\n  ${found.join('\n  ')}\n` +
      'If the Java interfaces are right, run: npm --prefix web run boundary',
  );
}

export function ownJavaSources(room = 'api') {
  const folder = join(javaRoot, room);
  const files = readdirSync(folder).filter((file) => file.endsWith('.java'));
  return new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

async function allDeclarations() {
  const texts = await Promise.all(
    Object.keys(rooms).map((room) => declarationsOf(ownJavaSources(room), room)),
  );
  return new Map(texts.flatMap((declared) => [...declared]));
}

function typeOf({ name, type, ts }, types) {
  // For a type that only Java knows, such as a function, `@Ts` gives the whole type.
  const { name: plain, allows } = types[type] ?? { allows: (told) => !isAbsent(told) };
  if (!allows(ts)) throw failure(`${name}: the Java type ${type} does not go with @Ts(${ts ?? ''})`);
  return ts ?? plain;
}

function signature(member, types) {
  const parameters = member.parameters.map((each) => `${each.name}: ${typeOf(each, types)}`);
  return `${member.name}(${parameters.join(', ')}): ${typeOf(member, types)}`;
}

function declaration(member, types) {
  if (!member.annotations.includes('@JSProperty')) return `${signature(member, types)};\n`;
  const [, named] = /@JSProperty\("(\w+)"\)/.exec(member.annotations) ?? [];
  const bare = member.name.replace(/^(get|is)/, '');
  const name = named ?? `${bare[0].toLowerCase()}${bare.slice(1)}`;
  return `readonly ${name}: ${typeOf(member, types)};\n`;
}

/** Turns Javadoc into a comment of TypeScript. */
function comment(javadoc) {
  if (!javadoc) return '';
  const words = javadoc
    .replace(/^\s*\* ?/gm, '')
    .replace(/\{@(?:code|link) ([^}]*)\}/g, '`$1`')
    .trim()
    .split(/\s+/);
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 110) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) && ' '}${word}`;
  }
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\n`;
}

function withImports(text, own) {
  const code = text.replace(/\/\*\*[^]*?\*\//g, '');
  const used = [...new Set(code.match(/\b[A-Z]\w+/g))].sort();
  const declaredHere = (name) => code.includes(`interface ${name} `);
  const sourcesOfNames = [
    { module: './core.js', names: { test: (name) => own.includes(name) && !declaredHere(name) } },
    ...elsewhere,
  ];
  const imports = sourcesOfNames.flatMap(({ module, names }) => {
    const found = used.filter((name) => names.test(name) && !declaredHere(name));
    return found.length > 0 ? [`import type { ${found.join(', ')} } from '${module}';\n`] : [];
  });
  return `${imports.join('')}\n${text}`;
}

function formatted(text) {
  const { prettier } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'));
  return format(text, { ...prettier, parser: 'typescript' });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of await allDeclarations()) writeFileSync(join(sources, file), text);
}
