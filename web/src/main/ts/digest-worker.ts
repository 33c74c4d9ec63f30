/** Starts the worker that digests beside the page; null where there is none to start. */
export let startWorker: (() => Worker) | null = null;

/** Workers, and everything that is no window, digest where they are: they have no page to keep responsive. */
export function useDigestWorker(start: () => Worker): void {
  if (typeof document !== 'undefined' && typeof Worker === 'function') startWorker = start;
}
