// Shows where the time goes, thread by thread, in Chromium: node profile.mjs --help
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { withPage } from './driver/browser.mjs';
import { serve } from '../browsers/server.mjs';

const built = resolve(import.meta.dirname, '../../web/target/npm');
const usage = `Usage: node profile.mjs put|read|small|list [--size MIB] [--out FOLDER] [--package FOLDER]

  Prints the hottest functions of each thread, by their own time. --out keeps the profiles,
  to be opened in a browser's developer tools. small: 5,000 files of 4 KiB; list: 10,000 of them.
  Functions have their names in a package whose index.js is a copy of its index.debug.js.`;

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
if (chosen.help || !['put', 'read', 'small', 'list'].includes(what)) {
  console.log(usage);
  process.exit(chosen.help ? 0 : 2);
}

const mib = Number(chosen.size);
const server = await serve({
  '/': resolve(import.meta.dirname, 'pages'),
  '/package/': resolve(chosen.package),
});

await withPage('chromium', server.origin, async (page) => {
  if (what === 'small' || what === 'list') return small(page);
  await page.call('open', { verify: 'always' });
  // The warm-up compiles the code that runs often.
  await page.call('put', { key: 'warm-up', mib: 40, seed: 1 });
  if (what === 'put') return profiled(page, () => page.call('put', { mib, seed: 2 }));
  await page.call('put', { mib, seed: 2 });
  await page.call('get');
  return profiled(page, () => page.call('readVerified'));
});

async function small(page) {
  await page.call('open');
  await page.call('putMany', { count: 500, from: 0 });
  const puts = (count, from) => page.call('putMany', { count, from });
  if (what === 'small') return profiled(page, () => puts(5000, 500));
  await puts(10_000, 0);
  await page.call('list', { count: 10_000 });
  return profiled(page, () => page.call('list', { count: 10_000 }));
}

server.close();
process.exit(0);

async function profiled(page, work) {
  await page.threads.onEachThread(async ({ send }) => {
    await send('Profiler.enable');
    await send('Profiler.setSamplingInterval', { interval: 500 });
    await send('Profiler.start');
  });
  const { milliseconds } = await work();
  const speed = ['put', 'read'].includes(what)
    ? ` of ${mib} MiB, ${Math.round((mib / milliseconds) * 1000)} MiB/s`
    : '';
  console.log(`${what}: ${Math.round(milliseconds)} ms${speed}`);
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
