// Every suite, in every context, of every engine: node run.mjs --help
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runContext } from './context-run.mjs';
import * as chromium from './engines/chromium.mjs';
import * as firefox from './engines/firefox.mjs';
import * as webkit from './engines/webkit.mjs';
import * as webkitProfile from './engines/webkit-profile.mjs';
import { printReport } from './report.mjs';
import { serve } from './server.mjs';

const engines = [chromium, firefox, webkit, webkitProfile];
const contexts = ['page', 'module-worker', 'classic-worker', 'service-worker'];
const pages = resolve(import.meta.dirname, 'pages');
const suites = readdirSync(`${pages}/suites`).sort();

const usage = `Usage: node run.mjs [--engine NAME]… [--context NAME]… [--suite NAME]… [--package FOLDER]

  engines:  ${engines.map((engine) => engine.name).join(', ')}
  contexts: ${contexts.join(', ')}
  suites:   ${suites.join(', ')}
  --package serves a built npm package under /package/`;

const several = { type: 'string', multiple: true };
const { values: chosen } = parseArgs({
  options: {
    engine: several,
    context: several,
    suite: several,
    package: { type: 'string' },
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
  console.error(`Unknown: ${unknown.join(', ')}\n\n${usage}`);
  process.exit(2);
}

const chosenEngines = choice(
  engines.map((engine) => engine.name),
  chosen.engine,
);
const chosenContexts = choice(contexts, chosen.context);
const chosenSuites = choice(suites, chosen.suite).map((name) => ({
  name,
  scripts: readdirSync(`${pages}/suites/${name}`)
    .sort()
    .map((file) => `/suites/${name}/${file}`),
}));

const roots = { '/': pages };
if (chosen.package) roots['/package/'] = resolve(chosen.package);
const server = await serve(roots);

const rows = [];
for (const engine of engines.filter(({ name }) => chosenEngines.includes(name))) {
  const missing = engine.requires.filter((path) => !existsSync(path));
  const row = { engine: engine.name, missing, cells: [] };
  rows.push(row);
  if (missing.length > 0) continue;
  for (const context of chosenContexts) {
    row.cells.push(await runContext(engine, context, chosenSuites, server.origin));
  }
}

server.close();
const succeeded = printReport(rows, chosenContexts, { skippedEnginesFail: process.env.CI === 'true' });
process.exit(succeeded ? 0 : 1);
