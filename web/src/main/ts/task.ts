import { translated } from './call.js';
import { task } from './core.js';
import type { CoreTask } from './shapes.js';
import { listener, type OnProgress } from './progress.js';

/**
 * Runs long work, which reports its progress. After an abort it waits until the work has ended, and then rejects.
 *
 * @param make makes the task. Default: that of the program which has the store.
 * @internal
 */
export async function runTask<T>(
  options: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined },
  work: (task: CoreTask) => Promise<T>,
  make = task,
): Promise<T> {
  const { signal } = options;
  return translated(signal, async () => {
    const running = make(listener(options.onProgress));
    const abort = () => running.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    // Also calls the core when the signal is already aborted, because the core cancels the source.
    if (signal?.aborted) abort();
    try {
      return await work(running);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  });
}
