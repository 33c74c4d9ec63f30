// Measures memory and speed in real browsers: node bench.mjs --help
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as caches from './benches/caches.mjs';
import * as constants from './benches/constants.mjs';
import * as download from './benches/download.mjs';
import * as encoding from './benches/encoding.mjs';
import * as kernels from './benches/kernels.mjs';
import * as memory from './benches/memory.mjs';
import * as models from './benches/models.mjs';
import * as open from './benches/open.mjs';
import * as put from './benches/put.mjs';
import * as read from './benches/read.mjs';
import * as small from './benches/small.mjs';
import * as tasks from './benches/tasks.mjs';
import { missingPrograms, withPage } from './driver/browser.mjs';
import { Figures } from './figures.mjs';
import { gates, verdictsOf } from './gates.mjs';
import { comparePackages } from './pairs.mjs';
import { machine, printMachine, printPairs, printTable } from './report.mjs';
import { serve } from '../browsers/server.mjs';

const benches = {
  memory,
  put,
  download,
  caches,
  tasks,
  read,
  open,
  small,
  models,
  constants,
  encoding,
  kernels,
};
const engines = ['chromium', 'firefox'];
const built = resolve(import.meta.dirname, '../../web/target/npm');

const usage = `Usage: node bench.mjs [--engine NAME]… [--only BENCH]… [--size MIB] [--repeat N]
                      [--check] [--json FILE]

  engines: ${engines.join(', ')} (memory in Chromium only)
  benches: ${Object.keys(benches).join(', ')}
  --size, --repeat  replace the values of each bench
  --check           exits with 1 when a figure breaks its floor, or an engine is missing
  --json            writes every value to a file
  --package FOLDER  the built npm package; default: the one of this checkout
  --against FOLDER  another built package: both run in turns, and the table shows their ratio
  --rounds N        the number of turns of each package with --against (default 3)`;

const several = { type: 'string', multiple: true };
const { values: chosen } = parseArgs({
  options: {
    engine: several,
    only: several,
    size: { type: 'string' },
    repeat: { type: 'string' },
    check: { type: 'boolean', default: false },
    json: { type: 'string' },
    package: { type: 'string', default: built },
    against: { type: 'string' },
    rounds: { type: 'string' },
    help: { type: 'boolean' },
  },
});

if (chosen.help) {
  console.log(usage);
  process.exit(0);
}

function refuse(message) {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

function choice(known, names = known) {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) refuse(`Unknown: ${unknown.join(', ')}`);
  return names;
}

function count(name) {
  if (chosen[name] === undefined) return undefined;
  const value = Number(chosen[name]);
  if (!Number.isInteger(value) || value < 1) refuse(`--${name} must be a whole number above 0`);
  return value;
}

const chosenBenches = choice(Object.keys(benches), chosen.only);
const chosenEngines = choice(engines, chosen.engine);
const size = count('size');
const repeat = count('repeat');
const rounds = count('rounds') ?? 3;
for (const folder of [chosen.package, chosen.against].filter(Boolean)) {
  if (!existsSync(`${folder}/index.js`)) refuse(`There is no package in ${folder}. Build it first.`);
}
if (chosen.against && chosen.check) refuse('--check judges one package: remove --against');

const roots = {
  '/': resolve(import.meta.dirname, 'pages'),
  '/package/': resolve(chosen.package),
  '/kernels/': resolve(import.meta.dirname, '../../kernels/target'),
  '/kernel-cases/': resolve(import.meta.dirname, '../kernel-cases/target/kernel-cases'),
};
const server = await serve(roots);

const report = { date: new Date().toISOString(), machine: machine(), runs: [] };
printMachine(report.machine);

let sound = true;
for (const engine of chosenEngines) {
  const missing = missingPrograms(engine);
  if (missing.length > 0) {
    console.log(`SKIPPED  everything in ${engine}: ${missing.join(', ')} not found\n`);
    sound = false;
    continue;
  }
  const version = await withPage(engine, server.origin, async (page) => page.version);
  for (const bench of chosenBenches.filter((name) => benches[name].engines.includes(engine))) {
    if (chosen.against) {
      const pairs = await comparePackages({
        rounds,
        packages: [resolve(chosen.package), resolve(chosen.against)],
        serve: (folder) => (roots['/package/'] = folder),
        run: () => runBench(bench, engine, version),
      });
      report.runs.push({ bench, engine, version, pairs });
      printPairs({ bench, engine, version, pairs });
      continue;
    }
    const run = await runBench(bench, engine, version);
    report.runs.push(run);
    printTable(run);
    if (run.failure) console.log(`FAILED   ${bench} in ${engine}: ${run.failure}\n`);
    const verdicts = run.figures.flatMap((figure) => figure.verdicts);
    if (run.failure || verdicts.some(({ kind, met }) => kind === 'floor' && !met)) sound = false;
  }
}

server.close();
if (chosen.json) writeFileSync(chosen.json, `${JSON.stringify(report, null, 2)}\n`);
if (chosen.check)
  console.log(sound ? 'No floor is broken.' : 'A floor is broken, or an engine is missing: see above.');
process.exit(chosen.check && !sound ? 1 : 0);

async function runBench(bench, engine, version) {
  const { run, repetitions } = benches[bench];
  const figures = new Figures();
  const began = performance.now();
  let failure;
  try {
    await run({ engine, origin: server.origin, size, repeat: repeat ?? repetitions, figures });
  } catch (error) {
    failure = error.message;
  }
  return {
    bench,
    engine,
    version,
    failure,
    seconds: (performance.now() - began) / 1000,
    figures: figures.all().map((figure) => ({
      ...figure,
      verdicts: verdictsOf(gates, { engine, bench, ...figure }),
    })),
  };
}
