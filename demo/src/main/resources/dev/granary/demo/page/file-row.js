// Shows one stored file: its facts and its actions.

import { element } from './dom.js';
import * as format from './format.js';

const ACTIONS = [
  ['read', 'Read back'],
  ['verify', 'Verify'],
  ['download', 'Download'],
  ['duplicate', 'Duplicate'],
  ['pin', 'Pin'],
  ['delete', 'Delete'],
];

export class FileRow {
  #size = element('span', { class: 'size' });
  #facts = element('p', { class: 'facts' });
  #note = element('p', { class: 'note' });
  #buttons = {};

  /** @param act called with the name of an action and this row */
  constructor(info, act) {
    const actions = element('div', {
      class: 'actions',
      role: 'group',
      'aria-label': `Actions for ${info.key}`,
    });
    for (const [action, name] of ACTIONS) {
      const button = element(
        'button',
        {
          type: 'button',
          class: action === 'delete' ? 'quiet danger' : 'quiet',
          'data-action': action,
          'aria-label': `${name} ${info.key}`,
          onclick: () => button.ariaDisabled !== 'true' && act(action, this),
        },
        name,
      );
      this.#buttons[action] = button;
      actions.append(button);
    }
    this.place = element('div', { class: 'job' });
    this.element = element(
      'li',
      { class: 'file', 'data-key': info.key },
      element('div', { class: 'file-head' }, element('h3', {}, info.key), this.#size),
      this.#facts,
      this.#note,
      this.place,
      actions,
    );
    this.update(info);
  }

  get key() {
    return this.info.key;
  }

  update(info) {
    const replaced = this.info && this.info.createdAt !== info.createdAt;
    this.info = info;
    this.element.dataset.sha256 = info.sha256;
    this.#size.textContent = format.bytes(info.size);
    const facts = [
      element('span', {}, format.count(info.chunkCount, 'chunk')),
      element('span', {}, 'SHA-256 ', element('code', { title: info.sha256 }, format.digest(info.sha256))),
      element('span', {}, `stored ${format.moment(info.createdAt)}`),
    ];
    if (info.pinned) {
      facts.push(element('span', { class: 'pinned' }, 'pinned: never evicted'));
    }
    this.#facts.replaceChildren(...facts);
    this.#buttons.verify.hidden = !info.metadata?.generatedFrom;
    this.#buttons.pin.textContent = info.pinned ? 'Unpin' : 'Pin';
    this.#buttons.pin.ariaLabel = `${info.pinned ? 'Unpin' : 'Pin'} ${info.key}`;
    if (replaced) {
      this.note('');
    }
  }

  /** Shows the result of the last job on this file. */
  note(sentence) {
    this.#note.textContent = sentence;
  }

  /** A file has one job at a time; the buttons keep their place in the order of the keyboard. */
  set busy(busy) {
    for (const button of Object.values(this.#buttons)) {
      button.ariaDisabled = busy ? 'true' : null;
    }
  }

  focus(action) {
    this.#buttons[action].focus();
  }
}
