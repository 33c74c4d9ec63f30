// Lists which programs are bundled, by which bundlers, and in which contexts the bundles must work. To add an
// entry of the package, add it to `entries`.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '../engines/lifetime.mjs';

/** The contexts in which a bundle runs, with the format of the bundle. */
export const contexts = {
  page: 'module',
  'module-worker': 'module',
  'classic-worker': 'classic',
  'module-service-worker': 'module',
  'classic-service-worker': 'classic',
};

export const bundlerNames = ['esbuild', 'rollup', 'vite', 'webpack'];

const everywhere = Object.keys(contexts);

/**
 * The entries of the package: the import that a program needs for `granary`, and the contexts where it works.
 */
const entries = [
  {
    name: 'granary',
    imports: "import * as granary from 'granary';",
    // A service worker cannot load code after its start.
    contexts: everywhere.filter((context) => !context.endsWith('service-worker')),
  },
  { name: 'granary/all', imports: "import * as granary from 'granary/all';", contexts: everywhere },
];

/** All combinations of a bundle and a context. */
export const matrix = entries.flatMap((entry) =>
  bundlerNames.flatMap((bundler) =>
    entry.contexts.map((context) => ({ entry: entry.name, bundler, context, format: contexts[context] })),
  ),
);

const folderOf = (entry) => entry.replaceAll('/', '-');

export const pathOf = ({ entry, bundler, format }) => `${folderOf(entry)}/${bundler}/${format}`;

let project;

/**
 * Creates, once in a run, a project with the package installed and a program for each entry. `folder`
 * receives the bundles, and `installed` is the folder of the package. `bundleWith` makes all bundles of a
 * bundler, once.
 */
export function projectOf(packageFolder) {
  project ??= makeProject(packageFolder);
  return project;
}

async function makeProject(packageFolder) {
  const root = temporaryDirectory('bundles');
  const installed = join(root, 'node_modules/granary');
  await cp(packageFolder, installed, { recursive: true });
  await cp(resolve(import.meta.dirname, 'exercise.js'), join(root, 'exercise.js'));
  await writeFile(join(root, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const takesOrders = `import { takeOrders } from '../exercise.js';\ntakeOrders(granary);\n`;
  for (const { name, imports } of entries) {
    await mkdir(join(root, folderOf(name)));
    await writeFile(join(root, programOf(name)), `${imports}\n${takesOrders}`);
  }

  const folder = join(root, 'bundled');
  const made = {};
  return {
    folder,
    installed,
    bundleWith: (bundler) => (made[bundler] ??= bundleAll(bundler, root, folder)),
  };
}

async function bundleAll(bundler, root, folder) {
  const { bundlers } = await import('./bundlers.mjs');
  const bundles = matrix.filter((combination) => combination.bundler === bundler);
  const byPath = new Map(bundles.map((combination) => [pathOf(combination), combination]));
  for (const [path, { entry, format }] of byPath) {
    const to = join(folder, path);
    await mkdir(to, { recursive: true });
    await bundlers[bundler]({ project: root, program: programOf(entry), format, folder: to });
  }
}

const programOf = (entry) => `${folderOf(entry)}/program.js`;
