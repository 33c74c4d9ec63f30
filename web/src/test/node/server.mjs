// A web server for tests, which a script controls.
import { createServer } from 'node:http';
import { after } from 'node:test';

/**
 * Serves contents under paths, with ranges and ETags like real servers. A script can replace
 * answers: for each path a list of functions (request, response, file), each used for one request.
 */
export async function startServer() {
  const files = new Map();
  const requests = [];
  let sent = 0;
  const server = createServer((request, response) => {
    const file = files.get(request.url);
    requests.push({ path: request.url, headers: request.headers, range: request.headers.range });
    const count = response.write;
    response.write = (piece, ...rest) => {
      sent += piece.length;
      return count.call(response, piece, ...rest);
    };
    if (!file) return response.writeHead(404).end();
    (file.script.shift() ?? answer)(request, response, file);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    requests,
    /** Returns the number of body bytes sent so far. */
    sent: () => sent,
    /** Serves a content from now on; returns its URL. */
    serve(path, content, { type = 'application/octet-stream', etag = '"1"', script = [] } = {}) {
      files.set(path, { content, type, etag, script });
      return origin + path;
    },
    of: (path) => requests.filter((request) => request.path === path),
  };
}

/** Answers as a correct server does. */
export function answer(request, response, file, until = Infinity) {
  const { content } = file;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = range ? Number(range[1]) : 0;
  const to = range && range[2] ? Math.min(content.length, Number(range[2]) + 1) : content.length;
  if (file.etag && request.headers['if-none-match'] === file.etag) return response.writeHead(304).end();
  if (from >= content.length && range) {
    return response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  }
  response.writeHead(range ? 206 : 200, {
    'content-type': file.type,
    'content-length': to - from,
    ...(file.etag && { etag: file.etag }),
    ...(range && { 'content-range': `bytes ${from}-${to - 1}/${content.length}` }),
  });
  const whole = from + until >= to;
  response.write(content.subarray(from, whole ? to : from + until));
  if (whole) response.end();
  return whole;
}

/** Sends some bytes, and the rest when the test continues. */
export function pausing(bytes) {
  let reached;
  let goOn;
  const there = new Promise((resolve) => (reached = resolve));
  const script = (request, response, file) => {
    answer(request, response, file, bytes);
    reached();
    goOn = () => response.end(file.content.subarray(bytes));
  };
  return { script, there, goOn: () => goOn() };
}

/** Sends some bytes, and then drops the connection. */
export const dropping = (bytes) => (request, response, file) => {
  answer(request, response, file, bytes);
  setTimeout(() => response.destroy(), 20);
};

/** Sends some bytes, and then nothing for ever. */
export const stalling = (bytes) => (request, response, file) => void answer(request, response, file, bytes);

export const refusing =
  (status, headers = {}) =>
  (request, response) =>
    response.writeHead(status, headers).end('no');

/** Makes timers and the clock run faster until the work has ended. */
export async function inFastTime(factor, work) {
  const real = { setTimeout: globalThis.setTimeout, Date: globalThis.Date };
  const began = Date.now();
  globalThis.setTimeout = (listener, wait, ...rest) =>
    real.setTimeout(listener, (wait ?? 0) / factor, ...rest);
  globalThis.Date = class extends real.Date {
    constructor(...given) {
      super(...(given.length ? given : [began + (real.Date.now() - began) * factor]));
    }
  };
  try {
    return await work();
  } finally {
    Object.assign(globalThis, real);
  }
}

/** Waits until a condition is true. */
export async function until(isSo, what = 'the condition of the test') {
  for (let i = 0; i < 1000; i++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`This did not become true: ${what}`);
}
