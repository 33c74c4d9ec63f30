// Prints the progress of a run: a line when a suite or a scenario ends, and a line for a step that takes
// long. Prints plain lines, so that a log looks like a terminal.

const silence = 60_000;

/**
 * Names one suite in one context of one engine, or one scenario in one engine, as `typical-seconds.json`
 * does.
 */
export const stepName = ({ engine, context, name }) => `${engine} ${context} ${name}`;

/**
 * @param plan the steps of the run, in order: `{ engine, context, name }`
 * @param typical the seconds of a step on a quiet machine, by the step's name
 */
export function startProgress(plan, { typical = {}, write = console.log, now = Date.now } = {}) {
  const weights = new Map(plan.map((step) => [stepName(step), typical[stepName(step)] ?? middle(typical)]));
  const widths = ['engine', 'context', 'name'].map((part) =>
    Math.max(...plan.map((step) => step[part].length)),
  );
  const seconds = {};
  const ended = new Set();
  let running;

  const began = now();
  let lastLine = began;
  const timer = setInterval(beat, silence / 4);
  timer.unref();

  function line(text) {
    lastLine = now();
    write(text);
  }

  const tell = (text) => line(`${' '.repeat(10)}  ${text}`);

  function beat() {
    if (!running || now() - Math.max(lastLine, running.began) < silence) return;
    const { step, part, passed, failed } = running;
    const soFar = passed + failed > 0 ? `, ${counted(passed, failed)} so far` : '';
    const inside = part ? `: ${part}` : '';
    line(
      `${' '.repeat(10)} ... ${stepName(step)} runs for ${duration(now() - running.began)}${soFar}${inside}`,
    );
  }

  function end(step, outcome, failures = []) {
    const name = stepName(step);
    ended.add(name);
    const columns = [step.engine, step.context, step.name].map((text, index) => text.padEnd(widths[index]));
    const number = `${ended.size} of ${plan.length}`.padStart(10);
    line(`${number}  ${columns.join('  ')}  ${outcome.padEnd(24)} ${left()}`.trimEnd());
    for (const failure of failures) tell(`FAILED ${step.name}: ${failure}`);
  }

  // Assumes that the open steps exceed their typical time by the same factor as the ended steps.
  function left() {
    const sum = (names) => names.reduce((total, name) => total + weights.get(name), 0);
    const open = plan.map(stepName).filter((name) => !ended.has(name));
    if (open.length === 0) return `all in ${duration(now() - began)}`;
    const factor = (now() - began) / sum([...ended]);
    return `about ${duration(sum(open) * factor)} left`;
  }

  return {
    /** Gives a watch for the steps in one context of an engine. */
    of(engine, context) {
      const planned = plan.filter((step) => step.engine === engine && step.context === context);
      return {
        begins(name) {
          const step = planned.find((each) => each.name === name);
          running = { step, began: now(), part: '', passed: 0, failed: 0 };
        },
        /** Names the check that runs inside the step. */
        says(part) {
          running.part = part;
        },
        /** Prints an important message. */
        tells: tell,
        /** Counts one test that has ended inside the step, and prints a failure at once. */
        counts({ status, name, message }) {
          running[status]++;
          if (status === 'failed') tell(`FAILED ${running.step.name}: ${name}: ${message}`);
        },
        ends(results) {
          const took = now() - running.began;
          seconds[stepName(running.step)] = Math.ceil(took / 1000);
          const failures = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
          const outcome = counted(results.length - failures.length, failures.length);
          const { step, failed } = running;
          running = undefined;
          end(step, `${outcome.padEnd(16)} ${duration(took)}`, failed > 0 ? [] : failures);
        },
        /** Prints which steps did not finish because the browser failed. */
        over() {
          running = undefined;
          const missing = planned.filter((step) => !ended.has(stepName(step)));
          for (const step of missing) end(step, 'NOT FINISHED: the browser failed');
        },
      };
    },
    line,
    /** Prints the running step if no line was printed for a while. A timer calls this. */
    beat,
    /** The seconds that each step took, by the step's name. */
    seconds,
    stop: () => clearInterval(timer),
  };
}

/** A watch that does nothing, for a suite that is part of a larger step. */
export const unwatched = { begins() {}, says() {}, tells() {}, counts() {}, ends() {}, over() {} };

const counted = (passed, failed) => (failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`);

function middle(typical) {
  const known = Object.values(typical).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? 10;
}

function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 100
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
}
