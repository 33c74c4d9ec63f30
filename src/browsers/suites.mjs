// Lists the suites, and the scripts and library that each suite needs.
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

// The file of the package that a user would load in each context.
const libraries = {
  page: '/package/index.js',
  'module-worker': '/package/index.js',
  'classic-worker': '/package/granary.min.js',
  'service-worker': '/package/granary.min.js',
  // A service worker cannot load code after its start.
  'module-service-worker': '/package/all.js',
};

// Modules and classic scripts run the same program; only how they find their files differs. So one form of each kind of
// context runs every test, and the other form runs the tests of every part of the program, and of the files that a
// script finds beside itself. `webkit` differs from `webkit-profile` only by keeping nothing, so it runs these too.
const otherForms = ['classic-worker', 'module-service-worker'];
const ofTheImport = [
  'aa-chunks.js',
  'assistance.js',
  'bundles.js',
  'damage.js',
  'documents.js',
  'encodings.js',
  'handles.js',
  'models.js',
  'reading.js',
  'responses.js',
  'sources.js',
  'surface.js',
  'vectors.js',
  'zz-policy.js',
];

export const needsPackage = (suite) => ofThePackage.includes(suite);

export function suiteNamed(name) {
  const tests = readdirSync(`${pages}/suites/${name}`)
    .sort()
    .map((file) => `/suites/${name}/${file}`);
  return needsPackage(name)
    ? { name, libraries, scripts: ['/content.js', ...tests] }
    : { name, libraries: {}, scripts: tests };
}

/** Gives the suites that run in this context of this engine, each with the scripts that run in it. */
export function suitesIn(engine, context, suites) {
  const ofOtherForm = otherForms.includes(context) || engine === 'webkit';
  return suites
    .filter(({ name }) => context !== 'module-service-worker' || needsPackage(name))
    .map((suite) => (ofOtherForm && needsPackage(suite.name) ? restrictedToTheImport(suite) : suite));
}

/** Gives the suite with only the tests of every part of the program and of its files. */
export function restrictedToTheImport(suite) {
  const kept = suite.scripts.filter((script) => {
    return !script.startsWith('/suites/') || ofTheImport.some((file) => script.endsWith(`/${file}`));
  });
  return { ...suite, scripts: kept };
}

/** Says why this folder is not a built package, or gives undefined. */
export function missingPackage(folder) {
  if (existsSync(`${folder}/index.js`)) return undefined;
  return `There is no built package in ${folder}. Build it with ./run test or mvn -pl web -am package.`;
}
