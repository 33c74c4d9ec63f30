// Runs WebKitGTK through WebDriver. An automation session is ephemeral, like a private window: its data ends
// with it, and IndexedDB refuses Blobs.
import { setTimeout as delay } from 'node:timers/promises';
import { removeDirectory, startGroup, temporaryDirectory } from './lifetime.mjs';
import { freePort, miniBrowser, openDisplay, xvfb } from './minibrowser.mjs';
import { answering, openSession } from './webdriver.mjs';

const driver = '/usr/bin/WebKitWebDriver';

export const name = 'webkit';
export const requires = [driver, miniBrowser, xvfb];

export async function launch({ profile } = {}) {
  if (profile) throw new Error('An automation session of WebKitGTK has no profile');
  const home = temporaryDirectory(name);
  const display = await openDisplay(home);
  const port = await freePort();
  const group = startGroup(driver, [`--port=${port}`], { env: display.environment });
  const address = `http://127.0.0.1:${port}`;
  await answering(address);
  const session = await openSession(address, {
    'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
  });
  const opener = await session.currentWindow();

  async function kill() {
    await group.end();
    await display.close();
    removeDirectory(home);
  }

  return {
    name,
    version: session.capabilities.browserVersion,
    pid: group.pid,
    newPage: (url) => pageAt(url, session, opener),
    kill,
    async close() {
      await session.end();
      await kill();
    },
  };
}

async function pageAt(url, session, opener) {
  // WebDriver opens a window only from an open one, and the last page may be closed: use the first window.
  await session.switchTo(opener);
  const handle = await session.newWindow();
  await session.switchTo(handle);
  await session.navigate(url);
  await loaded(session, url);
  return {
    // WebDriver cannot read the console. The engine in webkit-profile.mjs can.
    console: [],
    async evaluate(source, argument) {
      await session.switchTo(handle);
      const outcome = await session.execute(
        `
        const done = arguments[arguments.length - 1];
        Promise.resolve(arguments[0])
          .then(${source})
          .then((value) => done({ value }), (error) => done({ error: String(error) }));
      `,
        argument ?? null,
      );
      if (outcome.error) throw new Error(outcome.error);
      return outcome.value;
    },
    async close() {
      await session.switchTo(handle);
      await session.closeWindow();
    },
  };
}

// On a busy machine the driver sometimes ends a navigation before the scripts of the page have run.
async function loaded(session, url) {
  const look = `arguments[0](location.href !== 'about:blank' && document.readyState === 'complete')`;
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (await session.execute(look)) return;
    await delay(30);
  }
  throw new Error(`${url} did not load`);
}
