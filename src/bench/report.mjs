// Prints the tables, and collects the facts about the machine.
import { cpus, loadavg, totalmem } from 'node:os';
import { MIB } from './driver/units.mjs';

const columns = ['minimum', 'median', 'maximum'];

export function machine() {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / MIB),
    loadBefore: loadavg()[0],
  };
}

export function printMachine({ cores, processor, memoryMiB, loadBefore }) {
  const load = loadBefore.toFixed(1);
  console.log(`${cores} cores (${processor}), ${memoryMiB} MiB of memory, load ${load} at the start\n`);
}

export function printTable({ bench, engine, version, seconds, figures }) {
  const rows = figures.map(({ name, unit, values, statistics, verdicts }) => [
    unit ? `${name}, ${unit}` : name,
    String(values.length),
    ...columns.map((column) => format(statistics[column])),
    verdicts.map(({ kind, of, wanted, met }) => `${kind} ${wanted} (${of}) ${words(kind, met)}`).join(', '),
  ]);
  printRows([[`${bench}, ${engine} ${version}`, 'n', ...columns, ''], ...rows]);
  console.log(`(${Math.round(seconds)} s)\n`);
}

/** Prints the medians of two packages, and the ratios of the rounds. */
export function printPairs({ bench, engine, version, pairs }) {
  const rows = pairs.map(({ name, unit, this: ours, other, ratio }) => [
    unit ? `${name}, ${unit}` : name,
    String(ours.values.length),
    format(ours.statistics.median),
    format(other.statistics.median),
    ...(ratio ? columns.map((column) => format(ratio.statistics[column])) : ['', '', '']),
    '',
  ]);
  const heads = ['n', 'this', 'other', ...columns.map((column) => `ratio, ${column}`), ''];
  printRows([[`${bench}, ${engine} ${version}`, ...heads], ...rows]);
  console.log('');
}

function printRows(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 || i === line.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    console.log(cells.join('  ').trimEnd());
  }
}

function words(kind, met) {
  if (kind === 'floor') return met ? 'held' : 'BROKEN';
  return met ? 'met' : 'missed';
}

function format(value) {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
