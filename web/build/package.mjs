// Makes the npm package from the compiled core: node build/package.mjs [--version 0.1.0]
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkBoundary } from './boundary.mjs';
import { bundle } from './bundle.mjs';
import { checkContents, checkNoEval, checkSizes, checkOwnFiles } from './checks.mjs';
import { kernels, repository, target, template } from './paths.mjs';
import { checkShapes } from './shapes.mjs';
import { checkTypes, declareTypes } from './types.mjs';

const { values: given } = parseArgs({ options: { version: { type: 'string' } } });
const pages = ['bundle-format.md', 'encodings.md', 'formats.md', 'recipes.md', 'tensors.md', 'webnn.md'];
const version = (given.version ?? process.env.GRANARY_VERSION ?? versionOfPom()).replace(/-SNAPSHOT$/, '');

try {
  await checkBoundary();
  checkShapes();
  const types = declareTypes();
  await makePackage('npm', { minified: 'minified', readable: 'readable' }, types);
  // The same package with checks of every array access and every null. Only tests use it.
  await makePackage('npm-strict', { minified: 'strict', readable: 'strict' }, types);
  checkTypes(join(target, 'npm'));
  checkSizes(join(target, 'npm'));
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = 1;
}

async function makePackage(name, cores, types) {
  const folder = join(target, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  await bundle(folder, cores, version);
  for (const file of kernels) cpSync(file, join(folder, basename(file)));
  for (const [file, text] of types) {
    const path = join(folder, 'types', file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const description = JSON.parse(readFileSync(join(template, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...description, version }, null, 2) + '\n');
  cpSync(join(template, 'README.md'), join(folder, 'README.md'));
  // What the README and the types refer to.
  for (const page of pages) cpSync(join(repository, 'docs', page), join(folder, 'docs', page));
  cpSync(join(repository, 'LICENSE'), join(folder, 'LICENSE'));

  checkNoEval(folder);
  checkOwnFiles(folder);
  checkContents(folder);
}

function versionOfPom() {
  const pom = readFileSync(join(repository, 'pom.xml'), 'utf8');
  return /<artifactId>granary-parent<\/artifactId>\s*<version>([^<]+)<\/version>/.exec(pom)[1];
}
