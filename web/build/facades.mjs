// Puts classes of the facade into the chunks of the program. As in the compiled code, what only one chunk reaches is in
// that chunk, everything else is in the base, and a chunk imports nothing of the base: it gets an object with the names.
import { join, relative } from 'node:path';
import esbuild from 'esbuild-wasm';
import { chunks, parts } from './chunks.mjs';
import { failure } from './failure.mjs';
import { sources, web } from './paths.mjs';

/** The file of the facade that says what a chunk has. */
export const chunkFile = (chunk) => join(sources, `${chunk.replace('core', 'chunk')}.ts`);

/**
 * Bundles the facade of each chunk.
 *
 * @returns the facades, and the text of the module `shared.js`, with which the base gives the facades their names
 */
export async function facadesOf(options) {
  const reached = await Promise.all(parts.map((chunk) => inputsOf(chunkFile(chunk))));
  const inBase = await inputsOf(join(sources, 'module.ts'));
  for (const [path, count] of countOf(reached.flat())) if (count > 1) inBase.push(path);

  const facades = new Map();
  const shared = new Map();
  for (const chunk of parts) facades.set(chunk, await facadeOf(options, chunk, inBase, shared));
  const imports = [...shared].map(([name, path]) => `import { ${name} } from ${JSON.stringify(path)};\n`);
  const names = [...shared.keys()].sort().join(', ');
  return { facades, shared: `${imports.join('')}export const shared = () => ({ ${names} });\n` };
}

/** The names of a facade's classes, and the text of the function `facade`, which makes them of the base's names. */
async function facadeOf(options, chunk, inBase, shared) {
  const { outputFiles } = await esbuild.build({
    ...options,
    banner: {},
    minify: false,
    sourcemap: options.sourcemap && 'inline',
    format: 'esm',
    entryPoints: [chunkFile(chunk)],
    outfile: `${chunk}.js`,
    plugins: [outside((path) => inBase.includes(path))],
  });
  const [module, map = ''] = outputFiles[0].text.split(/^(?=\/\/# sourceMappingURL)/m);
  let names;
  let imports = '';
  // No line moves, so that the source map stays right.
  const body = module
    .replace(/^import \{ link \} from "program";$/m, '')
    .replace(/^import \{[^}]*\} from "\.\/vector-kernels\.js";$/gm, (line) => {
      imports += line.replaceAll('\n', ' ');
      return '\n'.repeat(line.split('\n').length - 1);
    })
    .replace(/^import (\{[^}]*\}) from "base:(.*)";$/gm, (_, imported, path) => {
      for (const [, name] of imported.matchAll(/(\w+)(?: as \w+)?(?=,|\s*\})/g)) share(shared, name, path);
      return `const ${imported.replaceAll(' as ', ': ')} = $shared;`;
    })
    .replace(/^export \{([^}]*)\};$/m, (_, exported) => {
      const all = exported.match(/\w+/g);
      names = all.filter((name) => name !== 'link');
      return `return { ${(chunk in chunks ? names : all).join(', ')} };`;
    });
  if (/^(import|export)\b/m.test(body)) throw failure(`${chunk} has an import or export that is not known`);
  return { names, text: `${imports}const facade = ($shared) => { ${body}};\n${map}` };
}

/** Notes that a facade takes this name of the base, from this file. */
function share(shared, name, path) {
  const place = join(web, path);
  if ((shared.get(name) ?? place) !== place) throw failure(`Two files of the base export ${name}`);
  shared.set(name, place);
}

/** The text of a chunk's module: its compiled code, linked, and its facade. A chunk that is all facade links itself. */
export function chunkModule(chunk, { names, text }) {
  if (names.length === 0) return `export { link } from './${chunk}.js';\n`;
  const list = names.join(', ');
  if (!(chunk in chunks)) {
    const link = `const made = facade(shared); ({ ${list} } = made); return made.link(base, shared);`;
    return `${text}\nexport let ${list};\nexport const link = (base, shared) => { ${link} };\n`;
  }
  return (
    text +
    `\nimport { link as program } from './${chunk}.js';\nexport let ${list};\n` +
    `export const link = (base, shared) => { ({ ${list} } = facade(shared)); return program(base); };\n`
  );
}

/** The files of the facade that a file reaches, without compiled code and chunks. */
async function inputsOf(entryPoint) {
  const { metafile } = await esbuild.build({
    absWorkingDir: web,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    outfile: 'reached.js',
    plugins: [outside(() => false)],
  });
  return Object.keys(metafile.inputs);
}

/** Leaves out compiled code, other chunks, the program of the vectors, and files of the base. */
function outside(isInBase) {
  return {
    name: 'outside of a facade',
    setup(build) {
      build.onResolve({ filter: /\/(core|core-\w+|chunk-\w+|shared)\.js$/ }, () => ({
        path: 'program',
        external: true,
      }));
      // The program of the vectors is a module of its own.
      build.onResolve({ filter: /\/vector-kernels\.js$/ }, ({ path }) => ({ path, external: true }));
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const file = relative(web, join(resolveDir, path.replace(/\.js$/, '.ts')));
        return isInBase(file) ? { path: `base:${file}`, external: true } : undefined;
      });
    },
  };
}

function countOf(paths) {
  const counts = new Map();
  for (const path of paths) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}
