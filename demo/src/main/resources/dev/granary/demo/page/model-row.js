// Shows one version of a stored model: its facts, its actions, and its tensors on demand.

import { ID } from './digit-store.js';
import { element } from './dom.js';
import * as format from './format.js';

const ACTIONS = [
  ['run', 'Run'],
  ['load', 'Load'],
  ['tensors', 'Tensors'],
  ['export', 'Export'],
  ['pin', 'Pin'],
  ['delete', 'Delete'],
];

export class ModelRow {
  #facts = element('p', { class: 'facts' });
  #note = element('p', { class: 'note' });
  #size = element('span', { class: 'size' });
  #buttons = {};

  /** Where a job shows its progress, and where the table of tensors goes. */
  place = element('div', { class: 'job' });
  details = element('div', { class: 'tensors', hidden: '' });

  /** @param act called with the name of an action and this row */
  constructor(info, act) {
    this.title = `${info.id}, version ${info.version}`;
    const actions = element('div', {
      class: 'actions',
      role: 'group',
      'aria-label': `Actions for ${this.title}`,
    });
    for (const [action, name] of ACTIONS) {
      const button = element(
        'button',
        {
          type: 'button',
          class: action === 'delete' ? 'quiet danger' : 'quiet',
          'data-action': action,
          'aria-label': `${name} ${this.title}`,
          onclick: () => button.ariaDisabled !== 'true' && act(action, this),
        },
        name,
      );
      this.#buttons[action] = button;
      actions.append(button);
    }
    this.element = element(
      'li',
      { class: 'file', 'data-model': info.id, 'data-version': info.version },
      element(
        'div',
        { class: 'file-head' },
        element('h3', {}, info.name, element('span', { class: 'version' }, versionOf(info))),
        this.#size,
      ),
      this.#facts,
      this.#note,
      this.place,
      actions,
      this.details,
    );
    this.#buttons.tensors.ariaExpanded = 'false';
    this.update(info);
  }

  update(info) {
    if (this.info && this.info.createdAt !== info.createdAt) this.note('');
    this.info = info;
    this.#size.textContent = format.bytes(info.totalSize);
    const facts = [
      info.metadata?.type ?? info.framework,
      format.count(info.tensorCount, 'tensor'),
      `stored ${format.moment(info.createdAt)}`,
      `used ${format.moment(info.lastAccessed)}`,
    ];
    this.#facts.replaceChildren(
      ...facts.filter((fact) => fact && fact !== info.version).map((fact) => element('span', {}, fact)),
      ...(info.pinned ? [element('span', { class: 'pinned' }, 'pinned: never evicted')] : []),
    );
    this.#buttons.run.hidden = info.id !== ID;
    this.#buttons.pin.textContent = info.pinned ? 'Unpin' : 'Pin';
    this.#buttons.pin.ariaLabel = `${info.pinned ? 'Unpin' : 'Pin'} ${this.title}`;
  }

  /** Shows the result of the last job on this model. */
  note(sentence) {
    this.#note.textContent = sentence;
  }

  /** A model has one job at a time; the buttons keep their place in the order of the keyboard. */
  set busy(busy) {
    for (const button of Object.values(this.#buttons)) {
      button.ariaDisabled = busy ? 'true' : null;
    }
  }

  focus(action) {
    this.#buttons[action].focus();
  }

  /** Shows or hides the table of tensors. */
  set open(open) {
    this.details.hidden = !open;
    this.#buttons.tensors.ariaExpanded = String(open);
  }

  get open() {
    return !this.details.hidden;
  }
}

/** A version that is only a number needs a word. */
function versionOf({ version }) {
  return /^\d/.test(version) ? `version ${version}` : version;
}
