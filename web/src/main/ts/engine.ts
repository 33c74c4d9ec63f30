import type { Core } from './core.js';
import type { Granary } from './granary.js';

/** What computes the digests of a granary, and how it keeps chunks. */
export interface Engine {
  /**
   * True when a worker computes the digests of large files, beside the page. The first large file starts the worker, so
   * a worker that cannot start is known only afterwards.
   */
  readonly worker: boolean;
  /**
   * 'relaxed' and 'simd' are WebAssembly. 'java' is plain JavaScript with the same results; it takes several times as
   * long, also while `kernels.wasm` is on its way.
   */
  readonly kernel: 'relaxed' | 'simd' | 'java';
  readonly chunkForm: Granary['chunkForm'];
  /** Why there is no worker or no WebAssembly; absent when both are there. */
  readonly reason?: string;
}

const worker = 'digest-worker.js';
const kernels = 'kernels.wasm';

/** Why this page cannot use a file of the package. */
const reasons = new Map<string, string>();
let warned = false;

/**
 * Remembers why a file cannot be used, and tells the developer, once in a page. The developer of a page can repair it;
 * outside of pages and workers, as in Node, there is nothing to repair.
 *
 * @internal
 */
export function unusable(file: string, cause: unknown): void {
  const reason = `${file} cannot be used: ${reasonOf(cause)}`;
  reasons.set(file, reason);
  if (warned || !globalThis.location) return;
  warned = true;
  console.warn(
    `Granary is slow here: ${reason} Serve it beside the script or name it in open({ workerURL, wasmURL }), and ` +
      'allow it in the Content-Security-Policy.',
  );
}

function reasonOf(cause: unknown): string {
  const { status, url, message } = Object(cause) as { status?: number; url?: string; message?: string };
  if (status) return `${url} answers with the status ${status}.`;
  return message || 'no answer.';
}

/** @internal */
export function engineOf(core: Core): Engine {
  const [usesWorker, usesKernels] = [core.usesWorker(), core.usesKernels()];
  const missing: string[] = [];
  if (!usesWorker) missing.push(reasons.get(worker) ?? 'Only a window has one.');
  if (!usesKernels) missing.push(reasons.get(kernels) ?? `${kernels} is not loaded yet.`);
  return {
    worker: usesWorker,
    kernel: usesKernels ? 'simd' : 'java',
    chunkForm: core.chunkForm() as Engine['chunkForm'],
    ...(missing.length > 0 && { reason: missing.join(' ') }),
  };
}
