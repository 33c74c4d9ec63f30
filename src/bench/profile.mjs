// Where the time goes, thread by thread, in Chromium: node profile.mjs --help
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withPage } from './driver/browser.mjs';
import { serve } from '../browsers/server.mjs';

const built = resolve(import.meta.dirname, '../../web/target/npm');
const usage = `Usage: node profile.mjs put|read [--size MIB] [--out FOLDER] [--package FOLDER]

  Prints the hottest functions of each thread, by their own time. --out keeps the profiles,
  to be opened in a browser's developer tools.`;

const { values: chosen, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: '512' },
    out: { type: 'string' },
    package: { type: 'string', default: built },
    help: { type: 'boolean' },
  },
});
const [what] = positionals;
if (chosen.help || !['put', 'read'].includes(what)) {
  console.log(usage);
  process.exit(chosen.help ? 0 : 2);
}

const mib = Number(chosen.size);
const server = await serve({
  '/': resolve(import.meta.dirname, 'pages'),
  '/package/': resolve(chosen.package),
});

await withPage('chromium', server.origin, async (page) => {
  await page.call('open', { verify: 'always' });
  // Compiles what will be hot.
  await page.call('put', { key: 'warm-up', mib: 40, seed: 1 });
  if (what === 'put') return profiled(page, () => page.call('put', { mib, seed: 2 }));
  await page.call('put', { mib, seed: 2 });
  await page.call('get');
  return profiled(page, () => page.call('readVerified'));
});
server.close();
process.exit(0);

async function profiled(page, work) {
  await page.threads.onEachThread(async ({ send }) => {
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval: 500 });
    await send('Profiler.start');
  });
  const { milliseconds } = await work();
  console.log(
    `${what} of ${mib} MiB: ${Math.round(milliseconds)} ms, ${Math.round((mib / milliseconds) * 1000)} MiB/s`,
  );
  for (const { name, profile } of await page.threads.onAll('Profiler.stop')) {
    printHottest(name, profile);
    if (chosen.out) writeFileSync(`${chosen.out}/${what}-${name}.cpuprofile`, JSON.stringify(profile));
  }
}

function printHottest(thread, { nodes, samples, timeDeltas }) {
  const ids = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map();
  samples.forEach((id, i) => {
    const { functionName, url, lineNumber, columnNumber } = ids.get(id);
    const place = url ? ` ${url.replace(/.*\//, '')}:${lineNumber + 1}:${columnNumber + 1}` : '';
    const name = `${functionName || '(anonymous)'}${place}`;
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i] / 1000);
  });
  console.log(`\n${thread}, own time in ms`);
  const hottest = [...times].toSorted(([, a], [, b]) => b - a).slice(0, 15);
  for (const [name, time] of hottest) console.log(`${time.toFixed(0).padStart(8)}  ${name}`);
}
