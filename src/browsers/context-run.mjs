const launchTimeout = 60_000;
const suiteTimeout = 90_000;

/**
 * Runs suites in one context of one engine, in a browser of its own.
 * A browser that breaks or hangs is killed and counts as one failure.
 */
export async function runContext(engine, context, suites, origin) {
  const cell = { engine: engine.name, context, version: '', results: [], facts: {} };
  let running = 'launch';
  let browser;
  try {
    browser = await inTime(launchTimeout, engine.launch());
    cell.version = browser.version;
    for (const suite of suites) {
      running = suite.name;
      await inTime(suiteTimeout, runSuite(browser, context, suite, origin, cell));
    }
    running = 'close';
    await inTime(launchTimeout, browser.close());
  } catch (error) {
    cell.results.push({ suite: running, name: 'the browser', status: 'failed', message: String(error) });
    await browser?.kill();
  }
  return cell;
}

async function runSuite(browser, context, suite, origin, cell) {
  const query = new URLSearchParams({ engine: browser.name, context });
  for (const script of suite.scripts) query.append('script', script);
  const page = await browser.newPage(`${origin}/index.html?${query}`);
  const { results, facts } = await page.evaluate('() => globalThis.outcome');
  if (results.length === 0) throw new Error(`No test of suite ${suite.name} ran`);
  cell.results.push(...results.map((result) => ({ suite: suite.name, ...result })));
  Object.assign(cell.facts, facts);
  await page.close();
}

async function inTime(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, milliseconds, new Error(`nothing happened for ${milliseconds / 1000} s`));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
