// Runs the tests of every part of the package again, on a build in which TeaVM checks every array index and every null.
// The tests in Node run as a whole on this build.
import { runContext } from '../context-run.mjs';
import { missingPackage, restrictedToTheImport, suiteNamed } from '../suites.mjs';

export const name = 'strict';
export const engines = ['chromium'];

export async function run({ driver, roots, serve, adopt }) {
  const folder = `${roots['/package/']}-strict`;
  const missing = missingPackage(folder);
  if (missing) throw new Error(missing);
  const strictly = { roots: { ...roots, '/package/': folder } };
  const [server, elsewhere] = [await serve(strictly), await serve(strictly)];
  const origins = { origin: server.origin, elsewhere: elsewhere.origin };
  const { results } = await runContext(
    driver,
    'page',
    [restrictedToTheImport(suiteNamed('package'))],
    origins,
  );
  adopt(results);
}
