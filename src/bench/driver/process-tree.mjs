// Reads a browser's processes from Linux: the memory that they hold, and the processor time that
// they took.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { MIB } from './units.mjs';

/**
 * Returns proportional set sizes in MiB: each page is divided by the number of processes that share
 * it. Strangers, other processes of the same program, share pages too. So the result names the
 * strangers: when they change, the sizes change, except those of dirty pages, which were written
 * to.
 */
export function memoryOf(root) {
  const own = processesOf(root);
  const sizes = { tree: 0, dirty: 0, renderer: 0, browser: 0, other: 0, strangers: strangersTo(own, root) };
  for (const { pid } of own) {
    const { all, dirty } = pssOf(pid);
    sizes.tree += all;
    sizes.dirty += dirty;
    sizes[roleOf(pid, root)] += all;
  }
  return sizes;
}

/**
 * Returns seconds of processor time: of the browser's processes and this one, and of the whole
 * machine.
 */
export function processorTime(root) {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .map(Number);
  const own = processesOf(root).reduce((sum, { ticks }) => sum + ticks, 0);
  const { user: here, system: hereToo } = process.cpuUsage();
  return { own: own / 100 + (here + hereToo) / 1e6, machine: (user + nice + system + irq + softirq) / 100 };
}

// Finds the processes of the browser's group, and descendants that left the group.
function processesOf(root) {
  const all = everyPid().map(statOf).filter(Boolean);
  const members = new Set([root]);
  for (let before = 0; before !== members.size;) {
    before = members.size;
    for (const { pid, parent, group } of all) {
      if (group === root || members.has(parent)) members.add(pid);
    }
  }
  return all.filter(({ pid }) => members.has(pid));
}

function strangersTo(own, root) {
  const pids = new Set(own.map(({ pid }) => pid));
  const program = programOf(root);
  return everyPid()
    .filter((pid) => !pids.has(pid) && programOf(pid) === program)
    .join();
}

function everyPid() {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function programOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

function statOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  // The name, before the last bracket, may contain any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}

function pssOf(pid) {
  const rollup = read(`/proc/${pid}/smaps_rollup`);
  const mibOf = (key) => (Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * 1024) / MIB;
  return { all: mibOf('Pss'), dirty: mibOf('Pss_Dirty') };
}

function roleOf(pid, root) {
  if (pid === root) return 'browser';
  return read(`/proc/${pid}/cmdline`).includes('--type=renderer') ? 'renderer' : 'other';
}

// A process may end at any moment.
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
