/**
 * The progress of a long call. A report comes at most ten times a second, and at the end. For a put of a small file
 * (below 64 KiB and one chunk) the event `progress` comes only at the end. `hub.download` reports all its files as
 * one.
 */
export interface Progress {
  key: string;
  phase: 'plan' | 'download' | 'verify' | 'done';
  /**
   * Bytes so far, including the bytes that were already stored. A put counts only stored bytes. A download also
   * counts the bytes of its current chunk, which a crash would lose.
   */
  loaded: number;
  /** All bytes, when known. */
  total?: number;
  bytesPerSecond: number;
  secondsLeft?: number;
  /** The path of the file that made progress last. Only in reports of `hub.download`. */
  file?: string;
  files?: number;
  filesDone?: number;
}

export type OnProgress = (progress: Progress) => void;

/**
 * Wraps a callback: an error of the callback becomes an uncaught error, and does not stop the work.
 *
 * @internal
 */
export function listener(
  onProgress: OnProgress | undefined,
): ((progress: Record<string, unknown>) => void) | null {
  if (!onProgress) return null;
  return (progress) => {
    try {
      onProgress(progress as unknown as Progress);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  };
}
