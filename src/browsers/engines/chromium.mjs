import { mkdirSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { announced } from './announcement.mjs';
import { removeDirectory, startGroup, temporaryDirectory } from './lifetime.mjs';
import { pageAt } from './page.mjs';

const executable = '/usr/bin/chromium';

export const name = 'chromium';
export const requires = [executable];

// Starts Chromium without Playwright, so that the whole process group can be killed. Uses a real profile,
// because an off-the-record profile has other storage limits.
export async function launch({
  profile,
  privately = false,
  withoutCookies = false,
  program = executable,
  features = [],
  extension,
} = {}) {
  const directory = profile ?? temporaryDirectory(name);
  if (withoutCookies) blockCookies(directory);
  const group = startGroup(program, options(directory, features, extension), {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A killed Chromium leaves temporary files: keep them in the profile, so that they are deleted with it.
    env: { ...process.env, TMPDIR: directory },
  });
  const address = await announced(/^DevTools listening on (\S+)/, group.child);
  const browser = await chromium.connectOverCDP(address);
  // A new context of Playwright is off the record, like a private window.
  const context = privately ? await browser.newContext() : browser.contexts()[0];

  async function kill() {
    await group.end();
    if (!profile) removeDirectory(directory);
  }

  return {
    name,
    version: browser.version(),
    pid: group.pid,
    async newPage(url) {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      return { ...(await pageAt(url, page)), send: (method, params) => session.send(method, params) };
    },
    /** Sends a command to the inspector of the whole browser. */
    async send(method, params) {
      const session = await browser.newBrowserCDPSession();
      return session.send(method, params).finally(() => session.detach());
    },
    kill,
    async close() {
      const session = await browser.newBrowserCDPSession();
      // The browser may end before it answers.
      await session.send('Browser.close').catch(() => {});
      await group.exits(5000);
      await kill();
    },
  };
}

function blockCookies(profile) {
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  mkdirSync(`${profile}/Default`, { recursive: true });
  writeFileSync(`${profile}/Default/Preferences`, JSON.stringify(preferences));
}

function options(profile, features, extension) {
  return [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    ...(features.length > 0 ? [`--enable-features=${features}`] : []),
    ...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []),
    ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
    'about:blank',
  ];
}
