import { unwatched } from './progress.mjs';
import { suitesIn } from './suites.mjs';
import { inTime } from './time.mjs';

const launchTimeout = 60_000;
const suiteTimeout = 240_000;

/**
 * Runs suites in one context of one engine, in a new browser.
 * If the browser crashes or hangs, it is killed and counts as one failure.
 *
 * @param servers the origin of the tests, and the origin of another server with the same files
 * @param watch is called when a suite begins and ends
 */
export async function runContext(engine, context, suites, servers, watch = unwatched) {
  const cell = { engine: engine.name, context, version: '', results: [], facts: {} };
  let running = 'launch';
  let browser;
  try {
    browser = await inTime(launchTimeout, engine.launch());
    cell.version = browser.version;
    for (const suite of suitesIn(engine.name, context, suites)) {
      running = suite.name;
      watch.begins(suite.name);
      watch.ends(await inTime(suiteTimeout, runSuite(browser, context, suite, servers, cell)));
    }
    running = 'close';
    await inTime(launchTimeout, browser.close());
  } catch (error) {
    cell.results.push({ suite: running, name: 'the browser', status: 'failed', message: String(error) });
    await browser?.kill();
  }
  return cell;
}

async function runSuite(browser, context, suite, { origin, elsewhere }, cell) {
  const query = new URLSearchParams({ engine: browser.name, context, elsewhere });
  if (suite.libraries[context]) query.append('library', suite.libraries[context]);
  for (const script of suite.scripts) query.append('script', script);
  const page = await browser.newPage(`${origin}/index.html?${query}`);
  const { results, facts } = await page.evaluate('() => globalThis.outcome');
  if (results.length === 0) throw new Error(`No test of suite ${suite.name} ran`);
  cell.results.push(...results.map((result) => ({ suite: suite.name, ...result })));
  Object.assign(cell.facts, facts);
  await page.close();
  return results;
}
