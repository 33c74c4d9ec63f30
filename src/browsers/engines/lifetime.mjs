// Ends all processes and deletes all folders of a run: on close, on failure and on Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const groups = new Set();
const directories = new Set();

/**
 * Starts a program as the leader of its own process group. The children of the program end with the group.
 */
export function startGroup(command, args, { endBy = 'SIGKILL', ...options } = {}) {
  const child = spawn(command, args, { stdio: 'ignore', ...options, detached: true });
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
  const group = {
    child,
    pid: child.pid,
    endBy,
    signal(name) {
      try {
        process.kill(-child.pid, name);
      } catch (error) {
        if (error.code !== 'ESRCH') throw error;
      }
    },
    async end() {
      group.signal(endBy);
      if (!(await within(5000, exited))) group.signal('SIGKILL');
      await exited;
      // The leader has ended, but its children may still run.
      group.signal('SIGKILL');
      groups.delete(group);
    },
    exits: (milliseconds) => within(milliseconds, exited),
  };
  groups.add(group);
  return group;
}

export function temporaryDirectory(name) {
  const path = mkdtempSync(join(tmpdir(), `granary-${name}-`));
  directories.add(path);
  return path;
}

export function removeDirectory(path) {
  // The last writes of a killed browser may still arrive: retry.
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  directories.delete(path);
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  return Promise.race([promise.then(() => true), late]).finally(() => clearTimeout(timer));
}

process.on('exit', () => {
  for (const group of groups) group.signal(group.endBy);
  for (const path of directories) removeDirectory(path);
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => process.exit(code));
}
