import { createInterface } from 'node:readline';

/**
 * Reads standard error until a line matches the pattern, and gives the captured text: a browser's address.
 */
export async function announced(pattern, { stderr, spawnfile }) {
  const said = [];
  for await (const line of createInterface({ input: stderr })) {
    const found = pattern.exec(line);
    if (found) {
      // Keep reading: a full pipe would stop the browser.
      stderr.resume();
      return found[1];
    }
    said.push(line);
  }
  throw new Error(`${spawnfile} ended before it listened:\n${said.join('\n')}`);
}
