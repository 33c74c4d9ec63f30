/** What the package finds beside itself; null where it cannot know where that is. */
export interface OwnFiles {
  /** Starts the worker that digests beside the page. */
  readonly startWorker: (() => Worker) | null;
  /** Fetches the WebAssembly kernels. */
  readonly fetchKernels: (() => Promise<Response>) | null;
}

export let ownFiles: OwnFiles = { startWorker: null, fetchKernels: null };

/** Workers, and everything that is no window, digest where they are: they have no page to keep responsive. */
export function useOwnFiles(startWorker: () => Worker, fetchKernels: () => Promise<Response>): void {
  const isWindow = typeof document !== 'undefined' && typeof Worker === 'function';
  ownFiles = { startWorker: isWindow ? startWorker : null, fetchKernels };
}
