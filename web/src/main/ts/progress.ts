/**
 * How far something is. Comes at most ten times a second, and at the end. The event `progress` tells of a small file that is put
 * (of a known size below 64 KiB, and one chunk) by its end alone, and of the files of `hub.download` as of one.
 */
export interface Progress {
  key: string;
  phase: 'plan' | 'download' | 'verify' | 'done';
  /**
   * Bytes so far, with those that were already stored. What a put counts is stored. Of what a download counts, no more than the
   * last chunk's worth is not stored yet, and would be asked for again after a crash.
   */
  loaded: number;
  /** Bytes in all, where that is known. */
  total?: number;
  bytesPerSecond: number;
  secondsLeft?: number;
  /** Of a repository, whose files are told of as one: the path of the one that got on last. */
  file?: string;
  files?: number;
  filesDone?: number;
}

export type OnProgress = (progress: Progress) => void;

/**
 * What a callback throws is reported as an uncaught error, and does not stop the work that it watches.
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
