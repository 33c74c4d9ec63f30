/** The package's own files beside the module; null where their address is not known. */
export interface OwnFiles {
  /** Starts the worker that computes digests. */
  readonly startWorker: (() => Worker) | null;
  /** Fetches the WebAssembly kernels. */
  readonly fetchKernels: (() => Promise<Response>) | null;
}

export let ownFiles: OwnFiles = { startWorker: null, fetchKernels: null };

/**
 * Sets where the files are. Only a window starts the worker; a worker computes digests itself, for it blocks no page.
 */
export function useOwnFiles(startWorker: () => Worker, fetchKernels: () => Promise<Response>): void {
  const isWindow = typeof document !== 'undefined' && typeof Worker === 'function';
  ownFiles = { startWorker: isWindow ? startWorker : null, fetchKernels };
}
