// The contract between facade and core has one source: the Java interfaces of web.api. This writes TypeScript
// declarations from them: node build/boundary.mjs. The build fails when the declarations in the sources are not
// those.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { chunks } from './chunks.mjs';
import { failure } from './failure.mjs';
import { repository, sources, web } from './paths.mjs';

const api = join(web, 'src/main/java/dev/granary/web/api');
const heading = `// Written by web/build/boundary.mjs from the Java interfaces of dev.granary.web.api. Change those.\n`;

/** Java types that say all there is to say. */
const plain = {
  String: 'string',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  void: 'void',
  JSObject: 'unknown',
};

/** Gives the declarations, formatted: file name to text. Takes the Java sources: file name to text. */
export async function declarationsOf(javaSources) {
  const known = new Set(['CoreTask']);
  const interfaces = [];
  for (const [file, text] of javaSources) {
    const found =
      /\n(?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n)?public interface (\w+) extends JSObject \{\n([^]*)\n\}\n/.exec(
        text,
      );
    if (!found) continue;
    const [, doc, name, body] = found;
    if (name !== basename(file, '.java')) throw failure(`${file} declares ${name}`);
    known.add(name);
    interfaces.push({ name, doc, members: membersOf(body) });
  }
  const exports = membersOf(
    /\npublic final class Exports \{\n([^]*)\n\}\n/.exec(javaSources.get('Exports.java'))[1],
  ).filter(({ annotations }) => annotations.includes('@JSExport'));

  const texts = new Map();
  const functionsOf = (names) =>
    exports
      .filter(({ name }) => names(name))
      .map((member) => `${comment(member.doc)}export function ${signature(member, known)};\n`)
      .join('');
  const lazy = Object.values(chunks).flat();
  const declared = interfaces.map(({ name, doc, members }) => {
    const lines = members.map((member) => comment(member.doc) + declaration(member, known));
    return `${comment(doc)}export interface ${name} {\n${lines.join('')}}\n`;
  });
  texts.set('core.d.ts', [functionsOf((name) => !lazy.includes(name)), ...declared].join('\n'));
  for (const [chunk, names] of Object.entries(chunks)) {
    texts.set(
      `${chunk}.d.ts`,
      functionsOf((name) => names.includes(name)),
    );
  }
  for (const [file, text] of texts) texts.set(file, await formatted(withImports(text, file, known)));
  return texts;
}

/**
 * What differs between declarations and the files that have them, as a message for each file; empty when nothing
 * does.
 */
export function differences(declared, folder) {
  return [...declared]
    .filter(
      ([file, text]) => !existsSync(join(folder, file)) || readFileSync(join(folder, file), 'utf8') !== text,
    )
    .map(([file, text]) => `${file}: ${firstDifference(text, join(folder, file))}`);
}

export async function checkBoundary() {
  const found = differences(await declarationsOf(ownJavaSources()), sources);
  if (found.length === 0) return;
  const files = found.map((each) => `  ${each}`).join('\n');
  throw failure(`The Java interfaces say something else than ${relative(repository, sources)}:\n${files}
If Java is right: npm --prefix web run boundary`);
}

export function ownJavaSources() {
  const files = readdirSync(api).filter((file) => file.endsWith('.java'));
  return new Map(files.map((file) => [file, readFileSync(join(api, file), 'utf8')]));
}

function firstDifference(text, path) {
  if (!existsSync(path)) return 'it is missing';
  const [expected, found] = [text, readFileSync(path, 'utf8')].map((each) => each.split('\n'));
  const line = expected.findIndex((each, index) => each !== found[index]);
  return `line ${line + 1} is ${found[line]?.trim()}, and should be ${expected[line]?.trim()}`;
}

/**
 * The members of a body that say something to JavaScript: neither static ones with a body in interfaces, nor nested
 * types.
 */
function membersOf(body) {
  const form =
    /\n  (?:\/\*\*((?:(?!\*\/)[^])*)\*\/\n  )?((?:@\w+(?:\((?:"(?:[^"\\]|\\.)*")\))?\s+)*)(?:public static )?([\w.]+) (\w+)\(([^{};]*)\)(?:;| \{)/g;
  return [...`\n${body}`.matchAll(form)]
    .filter(([text]) => !/\n  static /.test(text))
    .map(([, doc, annotations, type, name, parameters]) => ({
      doc,
      annotations,
      type,
      name,
      parameters: parameters
        .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
        .map((each) => each.trim())
        .filter(Boolean)
        .map((each) => {
          const [, own, ownType, ownName] = /^((?:@\w+\("[^"]*"\)\s+)?)([\w.[\]]+) (\w+)$/.exec(each);
          return { annotations: own, type: ownType, name: ownName };
        }),
    }));
}

function typeOf({ annotations, type, name }, known) {
  const told = /@Ts\(\s*"((?:[^"\\]|\\.)*)"\)/.exec(annotations)?.[1];
  const isPromise = told?.startsWith('Promise<');
  const fits =
    type === 'Promise'
      ? isPromise
      : type === 'JsArray'
        ? told?.endsWith('[]')
        : type === 'String'
          ? !told || told === 'string | null'
          : ['boolean', 'int', 'double', 'void'].includes(type) || known.has(type)
            ? !told
            : type === 'JSObject'
              ? !isPromise
              : Boolean(told);
  if (!fits) throw failure(`${name}: the Java type ${type} does not go with @Ts(${told ?? ''})`);
  return told ?? plain[type] ?? type;
}

function signature(member, known) {
  const parameters = member.parameters.map((each) => `${each.name}: ${typeOf(each, known)}`);
  return `${member.name}(${parameters.join(', ')}): ${typeOf(member, known)}`;
}

function declaration(member, known) {
  if (!member.annotations.includes('@JSProperty')) return `${signature(member, known)};\n`;
  const [, told] = /@JSProperty\("(\w+)"\)/.exec(member.annotations) ?? [];
  const bare = member.name.replace(/^(get|is)/, '');
  return `readonly ${told ?? bare[0].toLowerCase() + bare.slice(1)}: ${typeOf(member, known)};\n`;
}

/** Javadoc as a comment of TypeScript. */
function comment(doc) {
  if (!doc) return '';
  const words = doc
    .replace(/^\s*\* ?/gm, '')
    .replace(/\{@code ([^}]*)\}/g, '`$1`')
    .replace(/\{@link ([^}]*)\}/g, '$1')
    .trim()
    .split(/\s+/);
  const lines = [''];
  for (const word of words) {
    if (lines.at(-1).length + word.length > 110) lines.push('');
    lines[lines.length - 1] += `${lines.at(-1) && ' '}${word}`;
  }
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map((line) => ` * ${line}\n`).join('')} */\n`;
}

/** The shapes that Java makes, and the public types that it makes as they are. */
function withImports(text, file, known) {
  const own = new Set([...text.matchAll(/export interface (\w+)/g)].map(([, name]) => name));
  const used = new Set(
    [...text.replace(/\/\*\*[^]*?\*\//g, '').matchAll(/\b(?:Raw|Core|Repo|DownloadPlan)\w*/g)].map(
      ([name]) => name,
    ),
  );
  const from = { './core.js': [], './hub.js': [], './shapes.js': [] };
  for (const name of [...used].sort()) {
    if (own.has(name)) continue;
    from[
      known.has(name) && name !== 'CoreTask'
        ? './core.js'
        : /^(Repo|DownloadPlan)/.test(name)
          ? './hub.js'
          : './shapes.js'
    ].push(name);
  }
  const imports = Object.entries(from)
    .filter(([, names]) => names.length > 0)
    .map(([module, names]) => `import type { ${names.join(', ')} } from '${module}';\n`);
  return `${heading}${imports.join('')}\n${text}`;
}

function formatted(text) {
  const { prettier } = JSON.parse(readFileSync(join(web, 'package.json'), 'utf8'));
  return format(text, { ...prettier, parser: 'typescript' });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of await declarationsOf(ownJavaSources())) writeFileSync(join(sources, file), text);
}
