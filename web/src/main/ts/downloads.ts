import type { CallOptions } from './call.js';
import type { RawRequest } from './core.js';
import type { RawUnfinished } from './shapes.js';
import { invalid } from './errors.js';
import type { PutOptions } from './files.js';
import { callback, flag, refusal, signal, wholeNumber, type Check } from './options.js';
import type { OnProgress } from './progress.js';

/** How a server is asked. */
export interface RequestOptions {
  /**
   * Asks in place of the page's own `fetch`: for tokens that have to be made anew, for a cache or a proxy of your own. It gets
   * the URL and what `fetch` takes, with the `Range` of what is missing, and must give a Response whose body nobody has read.
   */
  fetch?: typeof fetch | undefined;
  /** Sent with every request; never stored or shown anywhere. `Range` is set by Granary alone. */
  headers?: HeadersInit | undefined;
  /**
   * How often to ask again when nothing came in between: after 408, 429 and 5xx, lost connections, and servers that send
   * nothing for 30 seconds. With growing pauses, or as long as the server asks for. Default: 5.
   */
  retries?: number | undefined;
}

export interface FetchOptions extends PutOptions, RequestOptions {
  /**
   * The media type. Default: what the server says.
   */
  type?: string | undefined;
  /**
   * Ends it for this caller, which rejects with the signal's reason. Whoever else waits for the same file goes on; when nobody
   * does, the download stops and keeps what it holds.
   */
  signal?: AbortSignal | undefined;
  /**
   * Asks the server whether a file that is stored is still the same, and replaces it, all at once, when it is not. When the
   * server cannot be reached that fails, and the stored file stays. A stored file with the `sha256` that is asked for cannot be
   * another, so no server is asked. Default: false, a stored file needs no network.
   */
  revalidate?: boolean | undefined;
  /** For the downloads of many files. A single file is one stream in order, so it changes nothing here. 1 to 16. */
  concurrency?: number | undefined;
}

export interface ResumeOptions extends CallOptions, RequestOptions {
  onProgress?: OnProgress | undefined;
}

/** A download that has not come to its end, or a file of a bundle whose import has not. */
export interface UnfinishedDownload {
  key: string;
  /** Where it comes from; absent for a bundle whose file came from nowhere. */
  url?: string;
  /** Bytes that are stored already. */
  loaded: number;
  /** Bytes in all, where that is known. */
  total?: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Whether it goes on right now, in whichever tab. */
  active: boolean;
}

const headers: Check = (value, option) => {
  let given: Headers;
  try {
    given = new Headers(value as HeadersInit);
  } catch {
    throw refusal(option, value, 'what new Headers() takes');
  }
  if (given.has('range')) throw invalid('headers must have no Range: Granary sets it.', { option });
};

const requestOptions = { fetch: callback, headers, retries: wholeNumber(0, 100) };

/** @internal */
export const fetchOptions = { ...requestOptions, revalidate: flag, concurrency: wholeNumber(1, 16) };

/** @internal */
export const resumeOptions = { ...requestOptions, signal, onProgress: callback };

/** @internal */
export function rawRequest(options: RequestOptions): RawRequest {
  return {
    fetch: options.fetch ?? null,
    headers: [...new Headers(options.headers)].flat(),
    retries: options.retries ?? 5,
  };
}

/**
 * A URL as it is asked for and kept: absolute, without what no server gets to see.
 *
 * @internal
 */
export function absolute(url: unknown): string {
  let given: URL;
  try {
    given = new URL(String(url), globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (failure) {
    throw invalid(`url must be a URL; it is ${JSON.stringify(String(url))}.`, { option: 'url' }, failure);
  }
  if (given.username || given.password) {
    throw invalid('url must have no name and password in it: they would be stored. Use headers.', {
      option: 'url',
    });
  }
  given.hash = '';
  return given.href;
}

/** @internal */
export function unfinished({ url, total, ...rest }: RawUnfinished): UnfinishedDownload {
  return { ...rest, ...(url !== null && { url }), ...(total >= 0 && { total }) };
}
