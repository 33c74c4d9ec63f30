// Implements the part of W3C WebDriver that the tests need, with fetch.
import { setTimeout as delay } from 'node:timers/promises';

const scriptTimeout = 120_000;

export async function openSession(driver, capabilities) {
  const alwaysMatch = { ...capabilities, timeouts: { script: scriptTimeout } };
  const created = await command('POST', `${driver}/session`, { capabilities: { alwaysMatch } });
  const session = `${driver}/session/${created.sessionId}`;
  const post = (path, body) => command('POST', session + path, body);

  return {
    capabilities: created.capabilities,
    currentWindow: () => command('GET', `${session}/window`),
    async newWindow() {
      const { handle } = await post('/window/new', { type: 'tab' });
      return handle;
    },
    switchTo: (handle) => post('/window', { handle }),
    navigate: (url) => post('/url', { url }),
    execute: (script, ...args) => post('/execute/async', { script, args }),
    closeWindow: () => command('DELETE', `${session}/window`),
    end: () => command('DELETE', session),
  };
}

export async function answering(driver) {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      return await command('GET', `${driver}/status`);
    } catch {
      await delay(50);
    }
  }
  throw new Error(`No WebDriver answers at ${driver}`);
}

async function command(method, url, body) {
  const response = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebDriver: ${value.error}: ${value.message}`);
  return value;
}
