import { translated } from './call.js';
import { task } from './core.js';
import type { CoreTask } from './shapes.js';
import { listener, type OnProgress } from './progress.js';

/**
 * Long work that tells its progress. At an abort it is not left alone: when this rejects, it has ended.
 *
 * @internal
 */
export async function runTask<T>(
  options: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined },
  work: (task: CoreTask) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  return translated(signal, async () => {
    const running = task(listener(options.onProgress));
    const abort = () => running.abort(signal?.reason);
    signal?.addEventListener('abort', abort);
    // The core is called all the same: it lets the source know.
    if (signal?.aborted) abort();
    try {
      return await work(running);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  });
}
