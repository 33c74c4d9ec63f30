// Starts the local hub (src/hub) as a separate program, and controls its faults.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startGroup } from '../engines/lifetime.mjs';

const classes = resolve(import.meta.dirname, '../../hub/target/classes');

/** @param options of the hub's command line, for example `['--big', '16,300']` */
export async function startHub(options = []) {
  const group = startGroup('java', ['-cp', classes, 'dev.granary.localhub.LocalHub', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: group.child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])]);
  const [, origin, cdn] = /^hub (\S+) cdn (\S+)$/.exec(line) ?? [];
  if (!origin) throw new Error(`The local hub did not start. Is ${classes} built?`);

  async function ask(method, path, body) {
    const response = await fetch(origin + path, { method, body: body && JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
    return answer;
  }

  return {
    origin,
    cdn,
    /** @param fault the properties of the hub's `Fault`: path, kind, after, times, … */
    fault: (fault) => ask('POST', '/control/fault', fault),
    clearFaults: () => ask('DELETE', '/control/fault'),
    counts: () => ask('GET', '/control/counts'),
    clearCounts: () => ask('DELETE', '/control/counts'),
    move: () => ask('POST', '/control/move'),
    /** Gives the size, the SHA-256 and the URL of a listed file. */
    async listed(repo, path) {
      const query = { paths: [path], expand: false };
      const [{ size, lfs }] = await ask('POST', `/api/models/${repo}/paths-info/main`, query);
      return { size, sha256: lfs?.oid, url: `${origin}/${repo}/resolve/main/${path}` };
    },
    close: () => group.end(),
  };
}
