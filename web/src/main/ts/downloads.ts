import type { CallOptions } from './call.js';
import type { RawRequest } from './core.js';
import type { RawUnfinished } from './shapes.js';
import { invalid } from './errors.js';
import type { PutOptions } from './files.js';
import { callback, flag, refusal, shown, signal, tagOf, wholeNumber, type Check } from './options.js';
import type { OnProgress } from './progress.js';

/** How to ask a server. */
export interface RequestOptions {
  /**
   * Replaces the page's own `fetch`, for example to refresh a token, or to use a cache or a proxy of yours. Your
   * function gets the arguments of `fetch`; their headers have the `Range` of the missing bytes. It must return a
   * Response with an unread body.
   */
  fetch?: typeof fetch | undefined;
  /** Headers of every request. Granary never stores or shows them. It sets `Range` itself. */
  headers?: HeadersInit | undefined;
  /**
   * How many times to try again after a failure: the statuses 408, 429 and 5xx, a lost connection, an answer that ends
   * early, and 30 seconds without data. The count begins anew after each 256 KiB of new bytes, or after each chunk when
   * chunks are smaller. Each pause is longer than the one before, or as long as the server asks for. A server that
   * never answers while the browser is online is asked only twice, because it may not allow this page. Default: 5.
   */
  retries?: number | undefined;
}

export interface FetchOptions extends PutOptions, RequestOptions {
  /** The media type. Default: the one that the server names. */
  type?: string | undefined;
  /**
   * Ends the call, which rejects with the signal's reason. The download goes on while other callers wait for the same
   * file. When the last caller has ended, the download stops and keeps what it has stored.
   */
  signal?: AbortSignal | undefined;
  /**
   * Asks the server whether the stored file is still current. When it is not, downloads the new content, and then
   * replaces the file in one step. When the server cannot be reached, the call fails and the stored file stays. When
   * the stored file has the given `sha256`, Granary asks no server. Default: false, so that a stored file needs no
   * network.
   */
  revalidate?: boolean | undefined;
  /** 1 to 16. It has no effect here, because one file is one stream; `hub.download` uses it for several files. */
  concurrency?: number | undefined;
}

export interface ResumeOptions extends CallOptions, RequestOptions {
  onProgress?: OnProgress | undefined;
}

/** A download that is not complete, or a file of a bundle whose import is not complete. */
export interface UnfinishedDownload {
  key: string;
  /** The URL of the file; absent when a bundle names none. */
  url?: string;
  /** Bytes that are already stored. */
  loaded: number;
  /** The size of the whole file in bytes, when known. */
  total?: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** True while a tab or worker downloads it. */
  active: boolean;
  /**
   * True when the next `fetch`, `resume` or import continues after the stored bytes. False when it begins anew, because
   * no `ETag`, no `Last-Modified` and no `sha256` can prove that the rest belongs to the same file.
   */
  resumable: boolean;
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
 * Makes the URL that Granary asks for and stores: absolute, without a fragment.
 *
 * @param option what messages call it
 * @param details what the error says of it
 * @internal
 */
export function absolute(url: unknown, option: string, details: Record<string, unknown>): string {
  const { document, location } = globalThis;
  let given: URL | undefined;
  try {
    // Only these: any other value, such as undefined, would become a path.
    if ((typeof url === 'string' && url.trim()) || tagOf(url) === '[object URL]')
      given = new URL(url as string, document?.baseURI ?? location?.href);
  } catch {
    // The error below says enough.
  }
  if (given?.username || given?.password) {
    throw invalid(
      `${option} must have no name and password in it: they would be stored. Use headers.`,
      details,
    );
  }
  // An extension loads its own files by a scheme of its own.
  if (!given || !['http:', 'https:', 'blob:', 'data:', location?.protocol].includes(given.protocol)) {
    const shownUrl = shown(given?.href ?? url);
    throw invalid(`${option} must be an http(s), blob: or data: URL; it is ${shownUrl}.`, details);
  }
  given.hash = '';
  return given.href;
}

/** @internal */
export function unfinished({ url, total, ...rest }: RawUnfinished): UnfinishedDownload {
  return { ...rest, ...(url !== null && { url }), ...(total >= 0 && { total }) };
}
