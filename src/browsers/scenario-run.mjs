import { startHub } from './hub/local-hub.mjs';
import { serve } from './server.mjs';
import { inTime } from './time.mjs';

const checkTimeout = 120_000;

/**
 * Runs one scenario with one engine. Unlike a suite, a scenario controls browsers itself: it opens several
 * browsers and pages, kills browsers and starts them again. At its end this function closes what the scenario
 * left open.
 *
 * @param roots the folders that the servers of the scenario serve, by path
 * @param cell receives the results
 * @param watch is called when the scenario and each of its checks begin and end
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
    /** Adds results from another run to the results of this scenario. */
    adopt: (results) => cell.results.push(...results.map((result) => ({ ...result, suite: scenario.name }))),
    fact(name, value) {
      cell.facts[`${scenario.name}: ${name}`] = String(value);
    },
    /** Prints what this engine cannot test, at once and in the report. */
    loudly(text) {
      watch.tells(`SKIPPED ${text}`);
      cell.facts[`${scenario.name}: SKIPPED ${text}`] = 'the platform does not support it';
    },
    /** Runs one test. The test fails if it throws, and the next checks still run. */
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
    if (cell.results.length === before) throw new Error('The scenario ran no check');
  } catch (error) {
    const message = `${error?.name}: ${error?.message}`;
    cell.results.push({ suite: scenario.name, name: 'the scenario', status: 'failed', message });
  }
  for (const thing of open.reverse()) await (thing.kill ?? thing.close)();
  watch.ends(cell.results.slice(before));
}
