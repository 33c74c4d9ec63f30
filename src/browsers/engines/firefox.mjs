import { Browser, createProfile } from '@puppeteer/browsers';
import puppeteer from 'puppeteer-core';
import { announced } from './announcement.mjs';
import { removeDirectory, startGroup, temporaryDirectory } from './lifetime.mjs';
import { pageAt } from './page.mjs';

const executable = '/usr/bin/firefox-esr';

// The longest call of a scenario takes ten minutes.
const patience = 15 * 60_000;

export const name = 'firefox';
export const requires = [executable];

// Starts Firefox without Puppeteer: an interrupted start with Puppeteer would leave Firefox running.
export async function launch({ profile, preferences, privately = false, withoutCookies = false } = {}) {
  const directory = profile ?? temporaryDirectory(name);
  const chosen = {
    ...preferences,
    ...(privately ? { 'browser.privatebrowsing.autostart': true } : {}),
    ...(withoutCookies ? { 'network.cookie.cookieBehavior': 2 } : {}),
  };
  await createProfile(Browser.FIREFOX, { path: directory, preferences: chosen });
  const group = startGroup(
    executable,
    ['--profile', directory, '--headless', '--remote-debugging-port=0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const address = await announced(/^WebDriver BiDi listening on (\S+)/, group.child);
  const browser = await puppeteer.connect({
    protocol: 'webDriverBiDi',
    browserWSEndpoint: `${address}/session`,
    protocolTimeout: patience,
  });

  async function kill() {
    await group.end();
    if (!profile) removeDirectory(directory);
  }

  return {
    name,
    version: (await browser.version()).replace(/^\D*/, ''),
    pid: group.pid,
    newPage: async (url) => pageAt(url, await browser.newPage()),
    kill,
    async close() {
      await browser.close();
      await group.exits(5000);
      await kill();
    },
  };
}
