// Serves test pages as a careful site does: with types, without a cache, under a strict script policy.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

const moduleServiceWorker = '/module-service-worker.js';

/** Adds imports to a module service worker, which cannot load the scripts of the query after its start. */
function withImports(file, search) {
  const query = new URLSearchParams(search);
  const lines = [`import './harness.js';`, `import * as library from '${query.get('library')}';`];
  for (const script of query.getAll('script')) lines.push(`import '${script}';`);
  return Buffer.from(`${lines.join('\n')}\n${file}`);
}

// In a sandboxed frame of WebKit, 'self' matches no origin. So the policy names the origin.
const headersFor = (origin, wasm) => ({
  'cache-control': 'no-store',
  'content-security-policy': `script-src 'self' ${origin}${wasm ? " 'wasm-unsafe-eval'" : ''}`,
  'x-content-type-options': 'nosniff',
});

/**
 * @param roots folders by the path they appear under, for example `{ '/': pages, '/package/': built }`
 * @param options `host` is the address to listen at. The server answers 404 for the `absent` paths. `wasm`
 *   says whether the policy allows WebAssembly.
 */
export async function serve(roots, { host = '127.0.0.1', absent = [], wasm = true } = {}) {
  const prefixes = Object.keys(roots).sort((a, b) => b.length - a.length);
  const requested = new Set();

  function fileOf(path) {
    const prefix = prefixes.find((candidate) => path.startsWith(candidate));
    return join(roots[prefix], path.slice(prefix.length));
  }

  let headers;
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://localhost');
    requested.add(pathname);
    try {
      if (absent.includes(pathname)) throw new Error('Absent by request');
      // Normalising an absolute path resolves every `..`, so no path leaves its root.
      const path = normalize(decodeURIComponent(pathname));
      const file = await readFile(fileOf(path));
      const content = path === moduleServiceWorker ? withImports(file, search) : file;
      const type = types[extname(path)] ?? 'application/octet-stream';
      // Downloads and repairs request only this form of a range. A URL with a query acts as a server without
      // ranges.
      const range = search ? null : /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      const [from, to] = range
        ? [Number(range[1]), Math.min(Number(range[2]) + 1, content.length)]
        : [0, content.length];
      const part = range ? { 'content-range': `bytes ${from}-${to - 1}/${content.length}` } : {};
      const etag = `"${content.length}"`;
      response
        .writeHead(range ? 206 : 200, { ...headers, ...part, etag, 'content-type': type })
        .end(content.subarray(from, to));
    } catch {
      response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end(`No file at ${pathname}`);
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });

  const origin = `http://${host}:${server.address().port}`;
  headers = headersFor(origin, wasm);

  return {
    origin,
    requested,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
