// Shows the progress of one job: a bar, figures, and a button that cancels the job.

import { element } from './dom.js';
import * as format from './format.js';

export class ProgressBar {
  #bar;
  #figures = element('span', { class: 'figures' });
  #speed = element('span', { class: 'speed' });

  /** @param label names the job for screen readers, which do not convey where the bar is */
  constructor(label, total, cancel, name = 'Cancel') {
    this.total = total;
    this.#bar = element('progress', { max: total || 1, value: 0, 'aria-label': label });
    this.element = element(
      'div',
      { class: 'progress' },
      this.#bar,
      element(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'data-action': 'cancel',
          'aria-label': `${name}: ${label}`,
          onclick: cancel,
        },
        name,
      ),
      element('p', {}, this.#figures, this.#speed),
    );
    this.update({ loaded: 0 });
  }

  update({ loaded, total = this.total, bytesPerSecond, secondsLeft }) {
    this.#bar.max = total || 1;
    this.#bar.value = loaded;
    this.#figures.textContent = total
      ? `${format.bytes(loaded)} of ${format.bytes(total)} · ${format.percent(loaded, total)}`
      : format.bytes(loaded);
    this.#speed.textContent = [
      bytesPerSecond > 0 && format.speed(bytesPerSecond),
      Number.isFinite(secondsLeft) && loaded < total && `${format.duration(Math.ceil(secondsLeft))} left`,
    ]
      .filter(Boolean)
      .join(' · ');
  }
}
