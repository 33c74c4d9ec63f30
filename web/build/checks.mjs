import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { parts } from './chunks.mjs';
import { failure } from './failure.mjs';

const read = (file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));
const scriptsOf = (folder) => readdirSync(folder).filter((file) => file.endsWith('.js'));

/** Fails if a script makes code from text: a strict Content-Security-Policy forbids that. */
export function checkNoEval(folder) {
  for (const file of scriptsOf(folder)) {
    const script = readFileSync(join(folder, file), 'utf8');
    const found = /(?<![\w$])(eval|Function)\s*\(/.exec(script);
    if (found) {
      const around = script.slice(Math.max(0, found.index - 40), found.index + 40);
      throw failure(`${basename(folder)}/${file} makes code from text: …${around}…`);
    }
  }
}

/** Replaces the id of the build in a file name. */
const stable = (file) => file.replace(/-[0-9a-f]{8}(?=(\.debug)?\.js(\.map)?$)/, '-BUILD');

/**
 * Fails if the scripts do not use the forms that bundlers recognise: of a worker, a file, a chunk, and an import that
 * bundlers must ignore.
 */
export function checkOwnFiles(folder) {
  const files = scriptsOf(folder);
  for (const suffix of ['.js', '.debug.js']) {
    const expectIn = (name) => {
      const file = files.find((each) => stable(each) === `${name}-BUILD${suffix}`);
      const script = readFileSync(join(folder, file), 'utf8');
      const expect = (form, what) => {
        if (!form.test(script))
          throw failure(`${basename(folder)}/${file} ${what} in a form that bundlers do not recognise`);
      };
      return { file, expect };
    };
    const { file, expect } = expectIn('core');
    expect(/new Worker\(new URL\((["'])\.\/digest-worker\.js\1, ?import\.meta\.url\)\)/, 'starts its worker');
    expect(/fetch\(new URL\((["'])\.\/kernels\.wasm\1, ?import\.meta\.url\)\)/, 'fetches its kernels');
    expect(/import\(\/\* webpackIgnore: true \*\/ \/\* @vite-ignore \*\/ `/, 'imports again');
    const vectors = expectIn('vectors');
    for (const kernels of ['kernels', 'kernels-relaxed']) {
      const form = new RegExp(`fetch\\(new URL\\((["'])\\./${kernels}\\.wasm\\1, ?import\\.meta\\.url\\)\\)`);
      vectors.expect(form, `fetches ${kernels}`);
    }
    for (const chunk of parts) {
      expect(new RegExp(`import\\((["'])\\./${file.replace('core', chunk)}\\1\\)`), `imports ${chunk}`);
    }
  }
}

/** Fails if npm would publish other files than contents.json lists. */
export function checkContents(folder) {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'], {
      cwd: folder,
      encoding: 'utf8',
    }),
  );
  const packed = files.map(({ path }) => stable(path));
  const wanted = read('contents.json');
  const missing = wanted.filter((path) => !packed.includes(path));
  const extra = packed.filter((path) => !wanted.includes(path));
  if (missing.length + extra.length > 0) {
    throw failure(`The package differs from contents.json. Missing: ${missing}. Not listed: ${extra}.`);
  }
}

export function checkSizes(folder) {
  const sizes = new Map();
  const own = readdirSync(folder).filter((file) => /\.(js|wasm)$/.test(file));
  for (const file of own) {
    const bytes = readFileSync(join(folder, file));
    sizes.set(stable(file), brotliCompressSync(bytes).length);
    console.log(
      `${file.padEnd(30)} ${count(bytes.length)} bytes, ${count(sizes.get(stable(file)))} with brotli`,
    );
  }
  for (const { what, files, limit } of read('budget.json').pages) {
    const total = files.reduce((sum, file) => sum + sizes.get(file), 0);
    console.log(`${count(total)} of ${count(limit)} bytes with brotli: ${what} (${files.join(' + ')})`);
    if (total > limit) throw failure(`${files.join(' + ')}: ${total - limit} bytes above the budget`);
  }
}

const count = (bytes) => bytes.toLocaleString('en').padStart(9);
