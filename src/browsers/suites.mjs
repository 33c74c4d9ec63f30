// The suites, and what each of them is loaded with.
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

export const pages = resolve(import.meta.dirname, 'pages');
export const contexts = [
  'page',
  'module-worker',
  'classic-worker',
  'service-worker',
  'module-service-worker',
];
export const suiteNames = readdirSync(`${pages}/suites`).sort();

const ofThePackage = ['package'];

// The packaged artefact, in the form that a user would load in that context.
const libraries = {
  page: '/package/index.js',
  'module-worker': '/package/index.js',
  'classic-worker': '/package/granary.min.js',
  'service-worker': '/package/granary.min.js',
  // A service worker may not load code later.
  'module-service-worker': '/package/all.js',
};

export const needsPackage = (suite) => ofThePackage.includes(suite);

export function suiteNamed(name) {
  const tests = readdirSync(`${pages}/suites/${name}`)
    .sort()
    .map((file) => `/suites/${name}/${file}`);
  return needsPackage(name)
    ? { name, libraries, scripts: ['/content.js', ...tests] }
    : { name, libraries: {}, scripts: tests };
}

/** Gives the suites that run in this context. The two forms of service workers differ only in how they load the package. */
export function suitesIn(context, suites) {
  return suites.filter(({ name }) => context !== 'module-service-worker' || needsPackage(name));
}

/** Why this folder is no built package, or nothing. */
export function missingPackage(folder) {
  if (existsSync(`${folder}/index.js`)) return undefined;
  return `There is no built package in ${folder}: build it first, with ./run test or mvn -pl web -am package`;
}
