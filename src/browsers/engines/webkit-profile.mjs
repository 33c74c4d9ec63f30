// Runs WebKitGTK as users do, on a persistent profile: only there can IndexedDB store Blobs. WebDriver has no
// persistent profile, so this file uses the remote inspector.
import { setTimeout as delay } from 'node:timers/promises';
import { attach, newPageSocket, pageSockets } from './inspector.mjs';
import { removeDirectory, startGroup, temporaryDirectory } from './lifetime.mjs';
import { freePort, miniBrowser, openDisplay, xvfb } from './minibrowser.mjs';

export const name = 'webkit-profile';
export const requires = [miniBrowser, xvfb];

export async function launch({ profile } = {}) {
  const directory = profile ?? temporaryDirectory(name);
  const display = await openDisplay(directory);
  const address = `127.0.0.1:${await freePort()}`;
  const group = startGroup(
    miniBrowser,
    ['--enable-developer-extras=true', '--javascript-can-open-windows-automatically=true', 'about:blank'],
    { env: { ...display.environment, WEBKIT_INSPECTOR_HTTP_SERVER: address } },
  );
  const opener = await attach(address, await newPageSocket(address));
  const [, safari] = /Version\/(\S+)/.exec(await opener.peek('navigator.userAgent'));

  async function kill() {
    await group.end();
    await display.close();
    if (!profile) removeDirectory(directory);
  }

  return {
    name,
    version: `as Safari ${safari}`,
    pid: group.pid,
    newPage: (url) => pageAt(url, address, opener),
    kill,
    async close() {
      group.signal('SIGTERM');
      await group.exits(5000);
      await kill();
    },
  };
}

async function pageAt(url, address, opener) {
  const known = await pageSockets(address);
  await opener.peek(`void open(${JSON.stringify(url)}, '_blank', 'noopener')`);
  const page = await attach(address, await newPageSocket(address, known));
  await loaded(page, url);
  return {
    console: page.console,
    evaluate: (source, argument) => page.evaluate(`(${source})(${JSON.stringify(argument)})`),
    async close() {
      await page.peek('void setTimeout(close)');
      page.detach();
    },
  };
}

async function loaded(page, url) {
  const expression = `location.href !== 'about:blank' && document.readyState === 'complete'`;
  for (let attempt = 0; attempt < 1000; attempt++) {
    // A page cannot answer while it moves to another process.
    if (await page.peek(expression).catch(() => false)) return;
    await delay(30);
  }
  throw new Error(`${url} did not load`);
}
