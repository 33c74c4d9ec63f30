// Runs jobs that take long. The page shows a job while it runs, the visitor can cancel it, and a
// sentence reports its end.

import * as format from './format.js';
import { complain, dismiss, say } from './messages.js';
import { ProgressBar } from './progress-bar.js';
import { record } from './timing-panel.js';

const CANCEL = { name: 'Cancel', said: 'cancelled' };
const MEASURABLE = 1024 * 1024;

/**
 * Runs a job and shows its progress in a place of the page.
 *
 * @param label such as `Storing model.bin`
 * @param place the element to which the bar is added
 * @param size the number of bytes; undefined when only the progress tells it
 * @param timing the operation among the timings, if the job is one
 * @param task called with `{ signal, onProgress }`
 * @param stop the text of the bar's button, and the sentence after a press
 * @param onEnd called with whether the bar had the focus
 * @returns the result of the task with its figures, or undefined if the task failed or was
 * cancelled
 */
export async function run({ label, place, size, timing, onEnd, stop = CANCEL }, task) {
  const controller = new AbortController();
  const { signal } = controller;
  const bar = new ProgressBar(label, size, () => controller.abort(), stop.name);
  place.append(bar.element);
  bar.element.scrollIntoView({ block: 'nearest' });
  dismiss();
  say(`${label} …`);
  const started = performance.now();
  let bytes = size ?? 0;
  const onProgress = (progress) => {
    bytes = size ?? progress.total ?? progress.loaded;
    bar.update(progress);
  };
  try {
    const result = await task({ signal, onProgress });
    const seconds = (performance.now() - started) / 1000;
    if (timing) record(timing, { seconds, bytes });
    return { result, took: figures(bytes, seconds) };
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

/** `1 GiB in 2.4 s, 447 MB/s`; a speed over a moment would mean nothing. */
function figures(size, seconds) {
  const time = `${format.bytes(size)} in ${format.duration(seconds)}`;
  return size >= MEASURABLE ? `${time}, ${format.speed(size / seconds)}` : time;
}
