import { absolute } from './downloads.js';
import type { Check } from './options.js';

/** The package's own files beside the module; null where their address is not known. */
export interface OwnFiles {
  /** Starts the worker that computes digests. */
  readonly startWorker: (() => Worker) | null;
  /** Fetches the WebAssembly kernels. */
  readonly fetchKernels: (() => Promise<Response>) | null;
}

/** Where a bundler or a CDN has put the package's own files. */
export interface OwnFileOptions {
  /**
   * The URL of `digest-worker.js`; it may be of another origin. Default: beside the module. Later calls of `open` in
   * the same page use it, too.
   */
  workerURL?: string | URL | undefined;
  /**
   * The URL of `kernels.wasm`. Another origin must allow the page to read the file (CORS). Default: beside the module.
   * Later calls of `open` in the same page use it, too.
   */
  wasmURL?: string | URL | undefined;
}

const address: Check = (value, option) => void absolute(value, option, { option });

/** @internal */
export const ownFileOptions = { workerURL: address, wasmURL: address };

let files: OwnFiles = { startWorker: null, fetchKernels: null };

/** Says where the files are by default. */
export function useOwnFiles(startWorker: () => Worker, fetchKernels: () => Promise<Response>): void {
  files = { startWorker, fetchKernels };
}

/** Gives the files of this page: those that the options name, or those of earlier options, or the default ones. */
export function ownFiles({ workerURL, wasmURL }: OwnFileOptions): OwnFiles {
  if (workerURL !== undefined) {
    const url = absolute(workerURL, 'workerURL', {});
    files = { ...files, startWorker: () => workerOf(url) };
  }
  if (wasmURL !== undefined) {
    const url = absolute(wasmURL, 'wasmURL', {});
    files = { ...files, fetchKernels: () => fetch(url) };
  }
  // Only a window starts the worker; a worker computes digests itself, for it blocks no page.
  const isWindow = typeof document !== 'undefined' && typeof Worker === 'function';
  return isWindow ? files : { ...files, startWorker: null };
}

/**
 * Starts a worker from any origin. A browser starts workers only from the page's own origin; a script of one line has
 * this origin, and may load a script of another one.
 */
export function workerOf(url: string): Worker {
  const { protocol, origin } = new URL(url);
  if (!protocol.startsWith('http') || origin === globalThis.location?.origin) return new Worker(url);
  const script = new Blob([`importScripts(${JSON.stringify(url)})`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(script));
}
