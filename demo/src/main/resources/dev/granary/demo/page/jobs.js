// Whatever takes long: shown while it runs, cancelled on request, and ended with a sentence whichever way it ends.

import * as format from './format.js';
import { complain, dismiss, say } from './messages.js';
import { ProgressBar } from './progress-bar.js';

const CANCEL = { name: 'Cancel', said: 'cancelled' };
const MEASURABLE = 1024 * 1024;

/**
 * Runs a job and shows its progress in a place of the page.
 *
 * @param label such as `Storing model.bin`
 * @param place the element that the bar is added to
 * @param size the bytes to come
 * @param task called with `{ signal, onProgress }`
 * @param stop what the bar's button says, and what is said when it was pressed
 * @param onEnd given the focus that the bar held, if it held it
 * @returns what the task returned with its figures, or undefined if it failed or was cancelled
 */
export async function run({ label, place, size, onEnd, stop = CANCEL }, task) {
  const controller = new AbortController();
  const { signal } = controller;
  const bar = new ProgressBar(label, size, () => controller.abort(), stop.name);
  place.append(bar.element);
  bar.element.scrollIntoView({ block: 'nearest' });
  dismiss();
  say(`${label} …`);
  const started = performance.now();
  try {
    const result = await task({ signal, onProgress: (progress) => bar.update(progress) });
    return { result, took: figures(size, (performance.now() - started) / 1000) };
  } catch (error) {
    if (signal.aborted) {
      say(`${label}: ${stop.said}.`);
    } else {
      complain(`${label} failed.`, error);
    }
    return undefined;
  } finally {
    const heldFocus = bar.element.contains(document.activeElement);
    bar.element.remove();
    onEnd(heldFocus);
  }
}

/** `1 GiB in 2.4 s, 447 MB/s`; the speed of a moment would say nothing. */
function figures(size, seconds) {
  const time = `${format.bytes(size)} in ${format.duration(seconds)}`;
  return size >= MEASURABLE ? `${time}, ${format.speed(size / seconds)}` : time;
}
