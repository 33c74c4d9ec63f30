// granary/service-worker: stored files as the answers to requests of pages.
import { GranaryError } from '../public.js';
import type { Granary } from '../granary.js';
import type { StoredFile } from '../stored-file.js';

/** What the handler needs of a FetchEvent. */
export interface FetchEventLike {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

export interface ServeOptions {
  /**
   * The path below which files are served. It begins and ends with a slash, or is relative to the service worker's
   * script. The rest of a request's path, percent-decoded, is the key. Default: '/granary/'.
   */
  prefix?: string | undefined;
  /**
   * Serves a request whose key is not stored, for example by `granary.files.fetch(key, …)`. A stored file answers as
   * any other one does, with ranges. Without an answer the status is 404.
   */
  fallback?:
    | ((
        key: string,
        request: Request,
      ) => StoredFile | Response | undefined | Promise<StoredFile | Response | undefined>)
    | undefined;
}

/**
 * Makes a service worker's handler of `fetch` events. It answers requests below the prefix from stored files: 200, 206
 * for a range, 304, 404 and 416, and HEAD. It leaves all other requests alone. The bodies are Blobs, so the browser
 * streams them, even after it has stopped the service worker.
 *
 * @param granary an open granary, a promise of one, or a function that gives one for each request
 */
export function serveFetch(
  granary: Granary | Promise<Granary> | (() => Granary | Promise<Granary>),
  options: ServeOptions = {},
): (event: FetchEventLike) => void {
  const { prefix = '/granary/', fallback } = options;
  const base = prefixOf(prefix);

  async function answer(request: Request): Promise<Response> {
    try {
      const key = decodeURIComponent(new URL(request.url).pathname.slice(base.pathname.length));
      const { files } = await (typeof granary === 'function' ? granary() : granary);
      const found = (key && (await files.get(key))) || (await fallback?.(key, request));
      if (!found) return told(404, `No file is stored as ${JSON.stringify(key)}.`);
      return found instanceof Response ? found : await found.response(request);
    } catch (failure) {
      return told(statusOf(failure), (failure as Error)?.message ?? String(failure));
    }
  }

  return (event) => {
    const { origin, pathname } = new URL(event.request.url);
    if (origin === base.origin && pathname.startsWith(base.pathname))
      event.respondWith(answer(event.request));
  };
}

function prefixOf(prefix: unknown): URL {
  const here = new URL(location.href);
  const base = new URL(String(prefix), here);
  if (base.pathname.endsWith('/') && base.origin === here.origin) return base;
  const message = `prefix must be a path that ends with a slash; it is ${JSON.stringify(prefix)}.`;
  throw new GranaryError(message, { code: 'INVALID', details: { option: 'prefix' } });
}

const told = (status: number, message: string) =>
  new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** The status that a server would give: of the server that a fallback asked, or of this one. */
function statusOf(failure: unknown): number {
  if (failure instanceof URIError) return 400;
  if (!GranaryError.is(failure)) return 500;
  const { code, details } = failure as GranaryError;
  const { status } = details;
  if (typeof status === 'number' && status >= 400 && status < 600) return status;
  return { INVALID: 400, NETWORK: 504, CLOSED: 503 }[code as string] ?? 500;
}

export default { serveFetch };
