import { asGranaryError } from './errors.js';
import { checkOptions, signal } from './options.js';

/** The last argument of every asynchronous method. */
export interface CallOptions {
  /**
   * Ends the call early. The call rejects with the signal's own reason. A change that takes one step (`delete`, `pin`,
   * a document) may still happen when this step had already begun.
   */
  signal?: AbortSignal | undefined;
}

/**
 * Makes one call of the core, which only an abort ends early.
 *
 * @internal
 */
export function call<T>(options: CallOptions | undefined, work: () => Promise<T>): Promise<T> {
  checkOptions(options, { signal });
  return unlessAborted(options?.signal, work);
}

/**
 * Waits for the work, and rejects at once when the signal is aborted.
 *
 * @internal
 */
export function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return translated(signal, async () => {
    if (!signal) return work();
    signal.throwIfAborted();
    let abort!: () => void;
    const aborted = new Promise<never>((_, reject) => {
      abort = () => reject(signal.reason);
    });
    signal.addEventListener('abort', abort);
    try {
      const result = await Promise.race([work(), aborted]);
      signal.throwIfAborted();
      return result;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  });
}

/**
 * Turns every failure into a GranaryError, except the reason of an abort.
 *
 * @internal
 */
export async function translated<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    throw signal?.aborted && Object.is(failure, signal.reason) ? failure : asGranaryError(failure);
  }
}
