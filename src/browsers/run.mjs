// Every suite, in every context, of every engine, then the scenarios: node run.mjs --help
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runContext } from './context-run.mjs';
import * as chromium from './engines/chromium.mjs';
import * as firefox from './engines/firefox.mjs';
import * as webkit from './engines/webkit.mjs';
import * as webkitProfile from './engines/webkit-profile.mjs';
import { printReport } from './report.mjs';
import { runScenario } from './scenario-run.mjs';
import { scenarios } from './scenarios/index.mjs';
import { serve } from './server.mjs';
import { contexts, missingPackage, needsPackage, pages, suiteNamed, suiteNames } from './suites.mjs';

const engines = [chromium, firefox, webkit, webkitProfile];
const scenarioNames = scenarios.map(({ name }) => name);

const usage = `Usage: node run.mjs [--engine NAME]… [--context NAME]… [--suite NAME]… [--scenario NAME]… [--package FOLDER]

  engines:   ${engines.map((engine) => engine.name).join(', ')}
  contexts:  ${contexts.join(', ')}
  suites:    ${suiteNames.join(', ')}
  scenarios: ${scenarioNames.join(', ')}
  --suite or --context alone runs no scenario, --scenario alone no suite
  --package is the built npm package, by default web/target/npm of this repository`;

const several = { type: 'string', multiple: true };
const { values: chosen } = parseArgs({
  options: {
    engine: several,
    context: several,
    suite: several,
    scenario: several,
    package: { type: 'string', default: resolve(import.meta.dirname, '../../web/target/npm') },
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

const rows = [];
for (const engine of engines.filter(({ name }) => chosenEngines.includes(name))) {
  const missing = engine.requires.filter((path) => !existsSync(path));
  const row = { engine: engine.name, missing, cells: [] };
  rows.push(row);
  if (missing.length > 0) continue;
  for (const context of chosenSuites.length > 0 ? chosenContexts : []) {
    const origins = { origin: server.origin, elsewhere: elsewhere.origin };
    row.cells.push(await runContext(engine, context, chosenSuites, origins));
  }
  if (chosenScenarios.length > 0) {
    const cell = { engine: engine.name, context: 'scenarios', version: '', results: [], facts: {} };
    row.cells.push(cell);
    for (const scenario of scenarios) {
      const fitting = chosenScenarios.includes(scenario.name) && scenario.engines.includes(engine.name);
      if (fitting) await runScenario(scenario, engine, roots, cell);
    }
  }
}

server.close();
elsewhere.close();
const succeeded = printReport(rows, { skippedEnginesFail: process.env.CI === 'true' });
process.exit(succeeded ? 0 : 1);
