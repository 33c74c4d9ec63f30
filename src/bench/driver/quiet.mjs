// Reduces noise: waits until the machine is quiet, and reports how quiet it stayed.
import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { processorTime } from './process-tree.mjs';

const enough = 0.3;
// The limit for the whole run: a machine that is busy for so long will not be quiet later.
let patience = 30_000;

/**
 * Flushes what earlier work wrote, and waits until other programs take less than a third of a core,
 * within a limit.
 */
export async function quiet(pid) {
  execFileSync('sync');
  while (patience > 0) {
    const watched = watchProcessors(pid);
    await delay(500);
    if (watched().others < enough) return;
    patience -= 500;
  }
}

/**
 * Begins to watch. The returned function reports the seconds of processor time used since then, and
 * the cores that other programs took.
 */
export function watchProcessors(pid) {
  const start = processorTime(pid);
  const began = performance.now();
  return () => {
    const now = processorTime(pid);
    const own = now.own - start.own;
    const others = (now.machine - start.machine - own) / ((performance.now() - began) / 1000);
    return { own, others: Math.max(0, others) };
  };
}
