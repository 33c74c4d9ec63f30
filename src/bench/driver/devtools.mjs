// Uses Chromium's DevTools protocol, beside the driver's own connection: heaps, garbage collection,
// profiles.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from './units.mjs';

const WebSocket = createRequire(new URL('../../browsers/package.json', import.meta.url))('ws');

/** Connects to the browser that runs with this profile. */
export async function connect(profile) {
  const [port, path] = readFileSync(`${profile}/DevToolsActivePort`, 'utf8').trim().split('\n');
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const pending = new Map();
  const listeners = new Set();
  let lastId = 0;

  socket.on('message', (text) => {
    const { id, result, error, ...event } = JSON.parse(text);
    if (!id) for (const listener of listeners) listener(event);
    else if (error) pending.get(id)?.reject(new Error(error.message));
    else pending.get(id)?.resolve(result);
    pending.delete(id);
  });
  socket.on('close', () => {
    for (const { reject } of pending.values()) reject(new Error('The browser has ended.'));
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  function send(method, params = {}, sessionId = undefined) {
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  return {
    attach: (url) => attach(url, send, listeners),
    close: () => socket.close(),
  };
}

/** Follows the threads of one page: its window, and every worker from its start. */
async function attach(url, send, listeners) {
  const { targetInfos } = await send('Target.getTargets');
  const { targetId } = targetInfos.find((target) => target.url === url);
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const threads = new Map();

  async function add(name, id, onStart) {
    const thread = { name, send: (method, params) => send(method, params, id) };
    threads.set(id, thread);
    await onStart?.(thread).catch(() => {});
    // A worker waits at its first line until the protocol has attached to it.
    if (id !== sessionId) await thread.send('Runtime.runIfWaitingForDebugger').catch(() => {});
  }

  let onWorker;
  listeners.add(({ method, params, sessionId: parent }) => {
    if (parent !== sessionId) return;
    if (method === 'Target.attachedToTarget') {
      add(params.targetInfo.url.replace(/.*\//, ''), params.sessionId, onWorker);
    }
    if (method === 'Target.detachedFromTarget') threads.delete(params.sessionId);
  });
  await add('window', sessionId);
  const options = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
  await send('Target.setAutoAttach', options, sessionId);

  /** Calls a method on every living thread, and returns the results. */
  async function onAll(method, params) {
    const answers = [...threads.values()].map(async ({ name, send }) => ({
      name,
      ...(await send(method, params)),
    }));
    return (await Promise.allSettled(answers)).flatMap(({ value }) => value ?? []);
  }

  return {
    onAll,
    /** Calls the function for the window now, and for each worker before its first line. */
    async onEachThread(start) {
      onWorker = start;
      for (const thread of threads.values()) await start(thread);
    },
    async collectGarbage() {
      // An object that the first collection frees may be the last to hold another one elsewhere,
      // and that takes a moment.
      for (let i = 0; i < 2; i++) {
        await onAll('HeapProfiler.collectGarbage');
        await delay(100);
      }
    },
    /**
     * Returns MiB over all threads: JavaScript objects, the DOM's objects, and the bytes of
     * ArrayBuffers.
     */
    async heap() {
      const sum = (key, usages) => usages.reduce((total, usage) => total + usage[key], 0) / MIB;
      const usages = await onAll('Runtime.getHeapUsage');
      return {
        objects: sum('usedSize', usages),
        dom: sum('embedderHeapUsedSize', usages),
        buffers: sum('backingStorageSize', usages),
      };
    },
  };
}
