// Shows one quant of a model: how much of it is stored, and its actions.

import { element } from './dom.js';
import * as format from './format.js';
import { run } from './jobs.js';
import { dismiss, say } from './messages.js';

const PAUSE = { name: 'Pause', said: 'paused; the downloaded part is kept' };

/** The action and the text of the main button, by status. */
const NEXT = {
  available: ['download', 'Download'],
  paused: ['download', 'Resume'],
  failed: ['download', 'Try again'],
  downloading: ['pause', 'Pause'],
};

export class QuantRow {
  #status = element('span', { class: 'status' });
  #place = element('div', { class: 'job' });
  #next;
  #use;
  #delete;
  #running = false;

  /** @param act called with the name of an action and this row */
  constructor(repo, quant, commit, act) {
    this.repo = repo;
    this.title = `${repo}, ${quant.name}`;
    this.#next = element('button', {
      type: 'button',
      class: 'quiet',
      onclick: () => act(this.#next.dataset.action, this),
    });
    this.#use = element(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-action': 'use',
        'aria-label': `Add to models: ${this.title}`,
        onclick: () => act('use', this),
      },
      'Add to models',
    );
    this.#delete = element(
      'button',
      {
        type: 'button',
        class: 'quiet danger',
        'data-action': 'delete',
        'aria-label': `Delete ${this.title}`,
        onclick: async () => {
          await act('delete', this);
          this.#focus();
          say(`${this.title} was deleted.`);
        },
      },
      'Delete',
    );
    this.element = element(
      'div',
      { class: 'quant', role: 'group', 'aria-label': this.title, 'data-quant': quant.name },
      element('strong', {}, quant.name),
      this.#status,
      element('div', { class: 'actions' }, this.#next, this.#use, this.#delete),
      this.#place,
    );
    this.update(quant, commit);
  }

  update(quant, commit) {
    this.quant = quant;
    this.commit = commit;
    const { status, size, loaded } = quant;
    this.#status.dataset.status = status;
    this.#status.textContent = {
      available: `${format.bytes(size)}, ${format.count(quant.files.length, 'file')}`,
      downloading: `${format.bytes(size)}, downloading`,
      paused: `${format.bytes(loaded)} of ${format.bytes(size)} stored`,
      failed: `${format.bytes(loaded)} of ${format.bytes(size)} stored: ${quant.error ?? 'the download failed'}`,
      downloaded: `${format.bytes(size)}, complete`,
    }[status];
    const [action, name] = NEXT[status] ?? [];
    this.#next.hidden = this.#running || !action;
    if (action) {
      this.#next.dataset.action = action;
      this.#next.textContent = name;
      this.#next.ariaLabel = `${name} ${this.title}`;
    }
    this.#use.hidden = this.#running || status !== 'downloaded';
    this.#delete.hidden = this.#running || status === 'available' || status === 'downloading';
  }

  /** @param start called with the options of a download */
  async download(start) {
    dismiss();
    this.#running = true;
    const heldFocus = this.element.contains(document.activeElement);
    this.update(this.quant, this.commit);
    const label = `Downloading ${this.title}`;
    let focusLeft = false;
    const onEnd = (held) => {
      this.#running = false;
      focusLeft = held;
    };
    const job = { label, place: this.#place, size: this.quant.size, stop: PAUSE, onEnd };
    const running = run({ ...job, timing: 'Download' }, start);
    if (heldFocus) {
      this.#place.querySelector('button').focus();
    }
    const done = await running;
    if (done) {
      const { quants, commit } = done.result;
      this.update(quants[this.quant.name], commit);
      say(`${this.title} is stored, and every byte is verified.`);
    } else {
      this.update(this.quant, this.commit);
    }
    if (focusLeft) {
      this.#focus();
    }
  }

  #focus() {
    (this.#next.hidden ? this.#delete : this.#next).focus();
  }
}
