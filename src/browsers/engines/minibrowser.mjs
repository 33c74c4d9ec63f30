// Runs MiniBrowser, the small browser of WebKitGTK, on a virtual X display: MiniBrowser has no headless mode.
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { startGroup } from './lifetime.mjs';

const libraries = '/usr/lib';
const candidates = readdirSync(libraries)
  .map((architecture) => `${libraries}/${architecture}/webkit2gtk-4.1/MiniBrowser`)
  .filter((path) => existsSync(path));

export const miniBrowser = candidates[0] ?? `${libraries}/*/webkit2gtk-4.1/MiniBrowser`;
export const xvfb = '/usr/bin/Xvfb';

/** Opens a virtual display on a free number. Gives the environment for programs that use the display. */
export async function openDisplay(home) {
  const group = startGroup(xvfb, ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x800x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // SIGKILL would leave the lock file of Xvfb.
    endBy: 'SIGTERM',
  });
  const number = await new Promise((resolve, reject) => {
    group.child.stdio[3].once('data', (text) => resolve(String(text).trim()));
    group.child.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return {
    environment: {
      ...process.env,
      DISPLAY: `:${number}`,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      // The sandbox of WebKit needs user namespaces, which containers and root do not have.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      HOME: home,
      XDG_CACHE_HOME: `${home}/cache`,
      XDG_CONFIG_HOME: `${home}/config`,
      XDG_DATA_HOME: `${home}/data`,
    },
    close: group.end,
  };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
