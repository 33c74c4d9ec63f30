// Whatever a run starts or creates ends with it: on close, on failure, on Ctrl-C.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const groups = new Set();
const directories = new Set();

/** Starts a program as the leader of its own process group, so that its children can be ended with it. */
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
      // The leader is gone; children that it left behind are not.
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
  // A killed browser's last writes may still be landing: retry.
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
