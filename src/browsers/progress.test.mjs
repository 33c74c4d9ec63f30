import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProgress, stepName } from './progress.mjs';

const plan = [
  { engine: 'chromium', context: 'page', name: 'package' },
  { engine: 'chromium', context: 'page', name: 'kernels' },
  { engine: 'firefox', context: 'scenarios', name: 'crash' },
];
const results = (passed, ...failed) => [
  ...Array.from({ length: passed }, () => ({ status: 'passed' })),
  ...failed.map((name) => ({ status: 'failed', name })),
];

/** Gives a progress with the test's own clock, and the lines that the progress has printed. */
function started(options) {
  const clock = { time: 0 };
  const lines = [];
  const write = (text) => lines.push(text.replace(/ +/g, ' ').trim());
  return { clock, lines, progress: startProgress(plan, { write, now: () => clock.time, ...options }) };
}

test('each step that ends prints one line, with the time left by the typical weights', () => {
  const typical = { 'chromium page package': 20, 'chromium page kernels': 10, 'firefox scenarios crash': 30 };
  const { clock, lines, progress } = started({ typical });
  const watch = progress.of('chromium', 'page');
  watch.begins('package');
  clock.time = 40_000;
  watch.ends(results(251));
  watch.begins('kernels');
  clock.time = 60_000;
  watch.ends(results(2, 'a sum is exact'));
  progress.of('firefox', 'scenarios').begins('crash');
  clock.time = 250_000;
  progress.of('firefox', 'scenarios').ends(results(7));
  progress.stop();
  assert.deepEqual(lines, [
    '1 of 3 chromium page package 251 passed 40 s about 80 s left',
    '2 of 3 chromium page kernels 2 passed, 1 FAILED 20 s about 60 s left',
    'FAILED kernels: a sum is exact',
    '3 of 3 firefox scenarios crash 7 passed 3:10 min all in 4:10 min',
  ]);
  assert.deepEqual(progress.seconds, {
    'chromium page package': 40,
    'chromium page kernels': 20,
    'firefox scenarios crash': 190,
  });
});

test('a step that takes long prints once a minute which check runs', () => {
  const { clock, lines, progress } = started();
  const pass = (seconds) => {
    for (let second = 0; second < seconds; second++) {
      clock.time += 1000;
      progress.beat();
    }
  };
  const watch = progress.of('firefox', 'scenarios');
  pass(300);
  assert.deepEqual(lines, [], 'nothing runs');
  watch.begins('crash');
  watch.says('round 1');
  pass(70);
  watch.counts({ status: 'passed' });
  watch.says('round 2');
  pass(30);
  watch.counts({ status: 'failed', name: 'round 2', message: 'Error: lost' });
  pass(50);
  watch.ends(results(1, 'round 2'));
  progress.stop();
  assert.deepEqual(lines, [
    '... firefox scenarios crash runs for 60 s: round 1',
    'FAILED crash: round 2: Error: lost',
    '1 of 3 firefox scenarios crash 1 passed, 1 FAILED 2:30 min about 15:00 min left',
  ]);
});

test('steps that did not run because the browser failed are printed', () => {
  const { lines, progress } = started();
  const watch = progress.of('chromium', 'page');
  watch.begins('package');
  watch.over();
  progress.stop();
  assert.deepEqual(lines, [
    '1 of 3 chromium page package NOT FINISHED: the browser failed about 0 s left',
    '2 of 3 chromium page kernels NOT FINISHED: the browser failed about 0 s left',
  ]);
});

test('a step has one name', () => assert.equal(stepName(plan[0]), 'chromium page package'));
