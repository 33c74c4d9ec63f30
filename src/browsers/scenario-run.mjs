import { startHub } from './hub/local-hub.mjs';
import { serve } from './server.mjs';
import { inTime } from './time.mjs';

const checkTimeout = 120_000;

/**
 * Runs one scenario against one engine. Unlike a suite it drives browsers itself: several of them, several
 * pages, kills and restarts. What it leaves open is closed.
 *
 * @param roots what its servers serve, by path
 * @param cell where the results go
 * @param watch hears when the scenario and each of its checks begin and end
 */
export async function runScenario(scenario, engine, roots, cell, watch) {
  const open = [];
  const kept = (thing) => {
    open.push(thing);
    return thing;
  };
  const environment = {
    engine: engine.name,
    driver: engine,
    roots,
    /** Takes over results that were made elsewhere, as this scenario's own. */
    adopt: (results) => cell.results.push(...results.map((result) => ({ ...result, suite: scenario.name }))),
    fact(name, value) {
      cell.facts[`${scenario.name}: ${name}`] = String(value);
    },
    /** Says what cannot be tested in this engine: at once, and in the report. */
    loudly(text) {
      watch.tells(`SKIPPED ${text}`);
      cell.facts[`${scenario.name}: SKIPPED ${text}`] = 'the platform cannot';
    },
    /** One test: what it throws is its failure. The checks after it run all the same. */
    async check(name, body) {
      const result = { suite: scenario.name, name, status: 'passed' };
      watch.says(name);
      try {
        await inTime(checkTimeout, body());
      } catch (error) {
        result.status = 'failed';
        result.message = `${error?.name}: ${error?.message}`;
      }
      cell.results.push(result);
      watch.counts(result);
    },
    async launch(options) {
      const browser = kept(await inTime(checkTimeout, engine.launch(options)));
      cell.version ||= browser.version;
      return browser;
    },
    hub: async (options) => kept(await startHub(options)),
    serve: async (options) => kept(await serve(options?.roots ?? roots, options)),
  };

  const before = cell.results.length;
  watch.begins(scenario.name);
  try {
    await scenario.run(environment);
    if (cell.results.length === before) throw new Error('It made no check');
  } catch (error) {
    const message = `${error?.name}: ${error?.message}`;
    cell.results.push({ suite: scenario.name, name: 'the scenario', status: 'failed', message });
  }
  for (const thing of open.reverse()) await (thing.kill ?? thing.close)();
  watch.ends(cell.results.slice(before));
}
