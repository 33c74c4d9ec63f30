// Runs every suite in every context of every engine, then the scenarios: node run.mjs --help
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runContext } from './context-run.mjs';
import * as chromium from './engines/chromium.mjs';
import * as firefox from './engines/firefox.mjs';
import * as webkit from './engines/webkit.mjs';
import * as webkitProfile from './engines/webkit-profile.mjs';
import { startProgress } from './progress.mjs';
import { printReport } from './report.mjs';
import { runScenario } from './scenario-run.mjs';
import { scenarios } from './scenarios/index.mjs';
import { serve } from './server.mjs';
import {
  contexts,
  missingPackage,
  needsPackage,
  pages,
  suiteNamed,
  suiteNames,
  suitesIn,
} from './suites.mjs';

const engines = [chromium, firefox, webkit, webkitProfile];
const scenarioNames = scenarios.map(({ name }) => name);

const usage = `Usage: node run.mjs [--engine NAME]… [--context NAME]… [--suite NAME]… [--scenario NAME]… [--package FOLDER]
                     [--record-times]

  engines:   ${engines.map((engine) => engine.name).join(', ')}
  contexts:  ${contexts.join(', ')}
  suites:    ${suiteNames.join(', ')}
  scenarios: ${scenarioNames.join(', ')}
  --suite or --context alone runs no scenario; --scenario alone runs no suite
  --package is the folder of the built npm package, by default web/target/npm
  --record-times writes the time of each step to typical-seconds.json, for later estimates of the time left`;

const several = { type: 'string', multiple: true };
const { values: chosen } = parseArgs({
  options: {
    engine: several,
    context: several,
    suite: several,
    scenario: several,
    package: { type: 'string', default: resolve(import.meta.dirname, '../../web/target/npm') },
    'record-times': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (chosen.help) {
  console.log(usage);
  process.exit(0);
}

function choice(known, names = known) {
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  refuse(`Unknown: ${unknown.join(', ')}\n\n${usage}`);
}

function refuse(message) {
  console.error(message);
  process.exit(2);
}

const suitesAsked = chosen.suite || chosen.context;
const engineNames = engines.map((engine) => engine.name);
const chosenEngines = choice(engineNames, chosen.engine);
const chosenContexts = choice(contexts, chosen.context);
const chosenSuites = choice(suiteNames, chosen.scenario && !suitesAsked ? [] : chosen.suite).map(suiteNamed);
const chosenScenarios = choice(scenarioNames, suitesAsked && !chosen.scenario ? [] : chosen.scenario);

const packageFolder = resolve(chosen.package);
if (chosenScenarios.length > 0 || chosenSuites.some(({ name }) => needsPackage(name))) {
  const missing = missingPackage(packageFolder);
  if (missing) refuse(missing);
}
const repository = resolve(import.meta.dirname, '../..');
const roots = {
  '/': pages,
  '/package/': packageFolder,
  '/kernels/': `${repository}/kernels/target`,
  '/kernel-cases/': `${repository}/src/kernel-cases/target/kernel-cases`,
};
const server = await serve(roots);
const elsewhere = await serve(roots);

const timesFile = resolve(import.meta.dirname, 'typical-seconds.json');
const typical = JSON.parse(readFileSync(timesFile, 'utf8'));

const rows = engines
  .filter(({ name }) => chosenEngines.includes(name))
  .map((engine) => ({
    engine: engine.name,
    driver: engine,
    missing: engine.requires.filter((path) => !existsSync(path)),
    contexts: chosenContexts.filter((context) => suitesIn(engine.name, context, chosenSuites).length > 0),
    scenarios: scenarios.filter(
      (scenario) => chosenScenarios.includes(scenario.name) && scenario.engines.includes(engine.name),
    ),
    cells: [],
  }));
const present = rows.filter(({ missing }) => missing.length === 0);
const progress = startProgress(present.flatMap(stepsOf), { typical });
for (const { engine, missing } of rows.filter((row) => !present.includes(row))) {
  progress.line(`SKIPPED  every test in ${engine}: ${missing.join(', ')} not found, run install.sh`);
}

for (const { engine, driver, contexts, scenarios, cells } of present) {
  for (const context of contexts) {
    const origins = { origin: server.origin, elsewhere: elsewhere.origin };
    const watch = progress.of(engine, context);
    cells.push(await runContext(driver, context, chosenSuites, origins, watch));
    watch.over();
  }
  if (scenarios.length > 0) {
    const cell = { engine, context: 'scenarios', version: '', results: [], facts: {} };
    cells.push(cell);
    for (const scenario of scenarios) {
      await runScenario(scenario, driver, roots, cell, progress.of(engine, cell.context));
    }
  }
}

progress.stop();
server.close();
elsewhere.close();
if (chosen['record-times']) recordTimes(progress.seconds);
console.log();
const succeeded = printReport(rows, { skippedEnginesFail: process.env.CI === 'true' });
process.exit(succeeded ? 0 : 1);

function stepsOf({ engine, contexts, scenarios }) {
  return [
    ...contexts.flatMap((context) =>
      suitesIn(engine, context, chosenSuites).map(({ name }) => ({ engine, context, name })),
    ),
    ...scenarios.map(({ name }) => ({ engine, context: 'scenarios', name })),
  ];
}

function recordTimes(seconds) {
  const entries = Object.entries({ ...typical, ...seconds }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(timesFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
