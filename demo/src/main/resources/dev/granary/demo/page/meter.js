// Reports the progress of a read as Granary reports that of a put: at most ten times a second.

const INTERVAL = 100;

export class Meter {
  loaded = 0;
  #started = performance.now();
  #reported = this.#started;

  constructor(total, onProgress) {
    this.total = total;
    this.onProgress = onProgress;
  }

  add(bytes) {
    this.loaded += bytes;
    const now = performance.now();
    if (now - this.#reported < INTERVAL && this.loaded < this.total) {
      return;
    }
    this.#reported = now;
    const bytesPerSecond = (1000 * this.loaded) / Math.max(now - this.#started, 1);
    this.onProgress({
      loaded: this.loaded,
      total: this.total,
      bytesPerSecond,
      secondsLeft: (this.total - this.loaded) / bytesPerSecond,
    });
  }
}
