import { listener, type OnProgress, type Progress } from '../progress.js';
import type { PlannedConstant } from './plan.js';

/** At most ten reports a second. */
const interval = 100;

/** Reports how much of a model is loaded. */
export class LoadMeter {
  readonly #key: string;
  readonly #total: number;
  readonly #report: ((progress: Record<string, unknown>) => void) | null;
  readonly #began = performance.now();
  #reported = this.#began;
  #loaded = 0;

  constructor(key: string, planned: PlannedConstant[], onProgress: OnProgress | undefined) {
    this.#key = key;
    this.#total = planned.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    this.#report = listener(onProgress);
  }

  count(bytes: number): void {
    this.#loaded += bytes;
    if (performance.now() - this.#reported >= interval) this.#send('download');
  }

  done(): void {
    this.#send('done');
  }

  #send(phase: Progress['phase']): void {
    const [key, loaded, total] = [this.#key, this.#loaded, this.#total];
    this.#reported = performance.now();
    const bytesPerSecond = Math.round((loaded * 1000) / Math.max(1, this.#reported - this.#began));
    const secondsLeft = bytesPerSecond > 0 ? { secondsLeft: (total - loaded) / bytesPerSecond } : {};
    this.#report?.({ key, phase, loaded, total, bytesPerSecond, ...secondsLeft });
  }
}
