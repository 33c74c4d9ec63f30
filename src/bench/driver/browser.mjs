// Opens the benchmarks' page in a browser, through the drivers of the browser tests.
import { inTime } from '../../browsers/time.mjs';
import { existsSync } from 'node:fs';
import * as chromium from '../../browsers/engines/chromium.mjs';
import * as firefox from '../../browsers/engines/firefox.mjs';
import { removeDirectory, temporaryDirectory } from '../../browsers/engines/lifetime.mjs';
import { connect } from './devtools.mjs';

export const engines = { chromium, firefox };
const callTimeout = 600_000;

export function missingPrograms(engine) {
  return engines[engine].requires.filter((path) => !existsSync(path));
}

/** Opens the page in a new browser, with the given profile or a new one, and with more options of its driver. */
export async function openPage(engine, origin, { profile, launch } = {}) {
  const directory = profile ?? temporaryDirectory('bench');
  const browser = await engines[engine].launch({ ...launch, profile: directory });
  const url = `${origin}/index.html`;
  const page = await browser.newPage(url);
  const devtools = engine === 'chromium' ? await connect(directory) : undefined;
  const threads = await devtools?.attach(url);

  return {
    engine,
    version: browser.version,
    pid: browser.pid,
    threads,
    /** Calls a function of pages/bench.js. */
    async call(name, argument = {}) {
      const source = `(argument) => bench[${JSON.stringify(name)}](argument)`;
      try {
        return await inTime(callTimeout, page.evaluate(source, argument));
      } catch (error) {
        const said = page.console.map(({ type, text }) => `\n  ${type}: ${text}`).join('');
        throw new Error(`${engine}: ${name} failed: ${error.message}${said}`, { cause: error });
      }
    },
    /** Only Chromium collects on command; elsewhere this does nothing. */
    collectGarbage: async () => threads?.collectGarbage(),
    async close() {
      devtools?.close();
      await browser.close();
      if (!profile) removeDirectory(directory);
    },
  };
}

/** Runs the body with a page, and closes the browser in any case. */
export async function withPage(engine, origin, body, options) {
  const page = await openPage(engine, origin, options);
  try {
    return await body(page);
  } finally {
    await page.close();
  }
}
