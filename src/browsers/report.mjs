/** Prints the results. Gives true if no test failed. */
export function printReport(rows, { skippedEnginesFail }) {
  const cells = rows.flatMap((row) => row.cells);
  const contexts = [...new Set(cells.map(({ context }) => context))];
  const results = cells.flatMap(({ engine, context, results }) =>
    results.map((result) => ({ engine, context, ...result })),
  );
  const having = (status) => results.filter((result) => result.status === status);
  const absent = rows.filter((row) => row.missing.length > 0);

  printTable([
    ['engine', ...contexts],
    ...rows.map((row) => [titleOf(row), ...row.cells.map(({ results }) => counts(results))]),
  ]);
  printFacts(cells, rows);
  for (const { engine, missing } of absent) {
    const verdict = skippedEnginesFail ? 'FAILED ' : 'SKIPPED';
    console.log(`${verdict}  every test in ${engine}: ${missing.join(', ')} not found, run install.sh`);
  }
  printFailures(having('failed'));

  const failed = having('failed').length + (skippedEnginesFail ? absent.length : 0);
  const skipped = skippedEnginesFail ? 0 : absent.length;
  console.log(`\n${having('passed').length} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 && results.length > 0;
}

function titleOf({ engine, missing, cells }) {
  if (missing.length > 0) return `${engine} (not installed)`;
  return `${engine} ${cells.find(({ version }) => version)?.version ?? ''}`;
}

function counts(results) {
  return ['passed', 'failed']
    .map((status) => [results.filter((result) => result.status === status).length, status])
    .filter(([count]) => count > 0)
    .map((pair) => pair.join(' '))
    .join(', ');
}

// Prints a failure once if it is the same in several contexts of an engine.
function printFailures(failures) {
  const titleOf = ({ engine, suite, name, message }) => `${engine}, ${suite}: ${name}\n         ${message}`;
  for (const [title, cases] of grouped(failures, titleOf)) {
    console.log(`FAILED   ${title}\n         in ${contextsOf(cases)}`);
  }
}

function printFacts(cells, rows) {
  const names = [...new Set(cells.flatMap(({ facts }) => Object.keys(facts)))].sort();
  if (names.length > 0) console.log('Measured, not judged:');
  for (const name of names) {
    console.log(`  ${name}`);
    const telling = rows.filter((row) => row.cells.some(({ facts }) => name in facts));
    const enginesOf = grouped(telling, (row) => valueIn(row.cells, name));
    for (const [value, rows] of enginesOf) {
      console.log(`    ${rows.map(({ engine }) => engine).join(', ')}: ${value}`);
    }
  }
  if (names.length > 0) console.log();
}

// Gives one value if all contexts with this fact agree, otherwise each value with its contexts.
function valueIn(cells, name) {
  const telling = cells.filter(({ facts }) => name in facts);
  const cellsOf = grouped(telling, ({ facts }) => facts[name]);
  const [[first]] = cellsOf;
  if (cellsOf.size === 1) return first;
  return [...cellsOf].map(([value, cells]) => `${value} (${contextsOf(cells)})`).join('; ');
}

const contextsOf = (items) => items.map(({ context }) => context).join(', ');

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

function printTable(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    console.log(
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join('   ')
        .trimEnd(),
    );
  }
  console.log();
}
