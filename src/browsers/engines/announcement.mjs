import { createInterface } from 'node:readline';

/** What the pattern captures in the first line of standard error that matches it: where a browser listens. */
export async function announced(pattern, { stderr, spawnfile }) {
  const said = [];
  for await (const line of createInterface({ input: stderr })) {
    const found = pattern.exec(line);
    if (found) {
      // Left unread, a full pipe would stop the browser.
      stderr.resume();
      return found[1];
    }
    said.push(line);
  }
  throw new Error(`${spawnfile} ended before it listened:\n${said.join('\n')}`);
}
