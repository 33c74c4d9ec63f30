// granary/transformers: transformers.js loads its models from a granary, and keeps them there.
import { GranaryError } from '../public.js';
import type { Granary } from '../granary.js';
import type { OnProgress } from '../progress.js';
import type { StoredFile } from '../stored-file.js';
import { LiveBytes } from './live.js';
import { hubPlace, storedFor, type HubPlace } from './stored.js';

type Fetch = (input: string | URL, init?: any) => Promise<any>;

/** What this adapter uses of the `env` of transformers.js. */
export interface TransformersEnv {
  fetch: Fetch;
  customCache: unknown;
  useCustomCache: boolean;
  remoteHost: string;
  localModelPath: string;
  cacheKey?: string;
}

export interface TransformersOptions {
  /** Ends all downloads for transformers.js, which cannot end them itself. What is stored stays. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * Makes transformers.js load every model file from this granary, and keep it there: resumed, verified, offline. Files of
 * the granary's hub are those of `hub.download`. Any other file, such as the WebAssembly of onnxruntime-web, has its URL
 * as its key. A file that the Cache API store of transformers.js already has is moved into the granary when it is first
 * wanted.
 *
 * @param env the `env` of transformers.js
 * @returns a function that gives `env` back what it had
 */
export function useWithTransformers(
  env: TransformersEnv,
  granary: Granary,
  options: TransformersOptions = {},
): () => void {
  const { fetch: original, customCache, useCustomCache } = env;
  const { signal, onProgress } = options;
  /** The answers of `fetch` below whose bytes are stored when they have been read. */
  const own = new WeakSet<Response>();
  const listings = new Map<string, ReturnType<Granary['hub']['scan']>>();

  const addressOf = (request: string | URL): string | undefined => {
    try {
      const url = new URL(request, globalThis.location?.href);
      url.hash = '';
      return /^https?:$/.test(url.protocol) ? url.href : undefined;
    } catch {
      return undefined; // A path of the file system, in Node.
    }
  };
  const isModelFile = (url: string) =>
    [env.remoteHost, env.localModelPath].some((place) => place && url.startsWith(addressOf(place) ?? '\n')) ||
    hubPlace(granary, url) !== undefined;

  /** Gives the listing of a repository; it asks the hub only when there is none. */
  async function listingOf({ repo, revision }: HubPlace) {
    const stored = await granary.hub.get(repo, { revision });
    if (stored) return stored;
    const name = `${repo}@${revision}`;
    const asked = listings.get(name) ?? granary.hub.scan(repo, { revision, signal });
    listings.set(name, asked);
    return asked.finally(() => listings.delete(name));
  }

  /** Answers with a file of the hub, which its listing promises. */
  async function hubAnswer(place: HubPlace, headers: Headers): Promise<Response> {
    const { repo, revision, path } = place;
    const { commit, files } = await listingOf(place);
    const entry = files.find((each) => each.path === path);
    if (!entry) return new Response(null, { status: 404 });
    const { size, sha256 } = entry;
    if (headers.has('range')) return probed(size);
    if (sha256) {
      const address = [repo, 'resolve', commit, path].map((part) => encodeURI(part).replace(/[?#]/g, escape));
      const url = [granary.hub.endpoint.replace(/\/$/, ''), ...address].join('/');
      try {
        return await live(`${repo}@${commit}/${path}`, url, { sha256, size, headers });
      } catch (failure) {
        // Only the granary's own hub has the token of a private repository.
        if (![401, 403].includes(statusOf(failure) ?? 0)) throw failure;
      }
    }
    await granary.hub.download(repo, { revision, files: [path], signal, onProgress });
    return answerOf((await granary.hub.file(repo, path, { revision }))!);
  }

  /** Downloads a file, and answers as soon as its first bytes are there. */
  async function live(
    key: string,
    url: string,
    { headers, ...expected }: { headers: Headers; sha256?: string; size?: number },
  ): Promise<Response> {
    const control = new AbortController();
    const abort = () => control.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    let begin!: (answer: Response) => void;
    const begun = new Promise<Response>((resolve) => (begin = resolve));
    let bytes: LiveBytes | undefined;
    const stored = granary.files.fetch(key, url, {
      ...expected,
      headers,
      onProgress,
      signal: control.signal,
      async fetch(input, init) {
        const answer: Response = await original(String(input), init);
        // A server of pages may answer with its start page for every path.
        if (answer.ok && !answer.headers.get('content-type')?.startsWith('text/html')) begin(answer);
        return bytes!.through(answer);
      },
    });
    bytes = new LiveBytes(stored, (reason) => control.abort(reason));
    const end = () => signal?.removeEventListener('abort', abort);
    stored.then(end, end);

    const first = await Promise.race([begun, stored]);
    if (!(first instanceof Response)) return answerOf(first);
    const total = /\/(\d+)$/.exec(first.headers.get('content-range') ?? '')?.[1];
    const length = expected.size ?? total ?? first.headers.get('content-length');
    const response = new Response(bytes.stream, {
      headers: headersOf(first.headers.get('content-type'), length),
    });
    own.add(response);
    return response;
  }

  const fetch: Fetch = async (input, init) => {
    const isPlain = (init?.method ?? 'GET') === 'GET' && (typeof input === 'string' || input instanceof URL);
    const url = isPlain ? addressOf(input) : undefined;
    if (!url || !isModelFile(url)) return original(input, init);
    try {
      const headers = new Headers(init?.headers);
      const stored = await storedFor(granary, url);
      if (stored) return headers.has('range') ? probed(stored.size, stored.type) : answerOf(stored);
      const place = hubPlace(granary, url);
      if (place) return await hubAnswer(place, headers);
      return headers.has('range') ? await original(input, init) : await live(url, url, { headers });
    } catch (failure) {
      const status = statusOf(failure) ?? (isPage(failure) ? 404 : undefined);
      if (status === undefined) throw failure;
      return new Response(null, { status });
    }
  };

  /** Moves a file out of the store of transformers.js. Content that the hub does not promise is left there. */
  async function takenOver(url: string): Promise<StoredFile | undefined> {
    const name = env.cacheKey ?? 'transformers-cache';
    if (!globalThis.caches || !(await caches.has(name))) return undefined;
    const old = await caches.open(name);
    const answer = await old.match(url);
    if (!answer?.ok) return undefined;
    const place = hubPlace(granary, url);
    const listing = place && (await granary.hub.get(place.repo, { revision: place.revision }));
    const promised = listing?.files.find(({ path }) => path === place?.path);
    const key = promised?.sha256 ? `${listing!.repo}@${listing!.commit}/${promised.path}` : url;
    try {
      const file = await granary.files.put(key, answer, { sha256: promised?.sha256, size: promised?.size });
      await old.delete(url);
      return file;
    } catch (failure) {
      if (GranaryError.is(failure) && (failure as GranaryError).code === 'INTEGRITY') return undefined;
      throw failure;
    }
  }

  const cache = {
    async match(request: string): Promise<Response | undefined> {
      const url = addressOf(request);
      if (!url) return undefined;
      const file = (await storedFor(granary, url)) ?? (await takenOver(url));
      return file && answerOf(file);
    },
    /** Stores what `fetch` above does not, such as WebAssembly. */
    async put(request: string, response: Response, progress?: ReadProgress): Promise<void> {
      const url = addressOf(request);
      if (own.has(response)) await readThrough(response, progress);
      else if (url && !(await storedFor(granary, url))) await granary.files.put(url, response);
      else await response.body?.cancel();
    },
    async delete(request: string): Promise<boolean> {
      const url = addressOf(request);
      const file = url && (await storedFor(granary, url));
      return file ? granary.files.delete(file.key) : false;
    },
  };

  Object.assign(env, { fetch, customCache: cache, useCustomCache: true });
  return () => void Object.assign(env, { fetch: original, customCache, useCustomCache });
}

type ReadProgress = (event: { progress: number; loaded: number; total: number }) => void;

/** Reads an answer to its end, as transformers.js would, and keeps nothing. */
async function readThrough(response: Response, progress: ReadProgress | undefined): Promise<void> {
  const total = Number(response.headers.get('content-length'));
  let loaded = 0;
  const write = (piece: Uint8Array) => {
    loaded += piece.byteLength;
    progress?.({ progress: total && (loaded / total) * 100, loaded, total });
  };
  await response.body?.pipeTo(new WritableStream({ write }));
}

const headersOf = (type: string | null, length: string | number | null | undefined) => ({
  'content-type': type || 'application/octet-stream',
  ...(length !== null && length !== undefined && { 'content-length': String(length) }),
});

/** Answers with a stored file, whose bytes are verified when they are read. */
function answerOf(file: StoredFile): Response {
  const response = new Response(file.stream(), { headers: headersOf(file.type, file.size) });
  // In one buffer, where the platform would collect all pieces first and then copy them.
  return Object.assign(response, { arrayBuffer: () => file.arrayBuffer() });
}

/** Answers a request for the first byte, which wants to know the size and reads nothing. */
const probed = (size: number, type = '') =>
  new Response(null, {
    status: size === 0 ? 416 : 206,
    headers: { ...headersOf(type, Math.min(size, 1)), 'content-range': `bytes 0-0/${size}` },
  });

const isPage = (failure: unknown) =>
  GranaryError.is(failure) && (failure as GranaryError).code === 'INTEGRITY';

/** The status by which transformers.js knows a file that it cannot have; undefined for any other failure. */
function statusOf(failure: unknown): number | undefined {
  if (!GranaryError.is(failure)) return undefined;
  const { code, details } = failure as GranaryError;
  if (code === 'NOT_FOUND') return 404;
  if (code === 'GATED' || code === 'HTTP') return typeof details.status === 'number' ? details.status : 403;
  return undefined;
}

export default { useWithTransformers };
