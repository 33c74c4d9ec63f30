// Shows the stored models and their versions, the newest first.

import { confirmed } from './confirmation.js';
import { byId } from './dom.js';
import * as format from './format.js';
import { complain, dismiss, say } from './messages.js';
import { ModelRow } from './model-row.js';

export class ModelPanel {
  #models;
  #actions;
  #rows = new Map();
  #list = byId('model-list');

  /** @param actions what a row may do: `ModelActions` */
  constructor(granary, actions) {
    this.#models = granary.models;
    this.#actions = actions;
    byId('models-clear').addEventListener('click', () => this.#clear());
  }

  async refresh() {
    const infos = await this.#models.list();
    infos.sort((left, right) => right.createdAt - left.createdAt || (left.id < right.id ? -1 : 1));
    const keys = new Set(infos.map(keyOf));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) this.#remove(key, row);
    }
    infos.forEach((info, index) => {
      const row = this.#row(info);
      const there = this.#list.children[index];
      // A moved element loses its focus: move only what is in the wrong place.
      if (there !== row.element) this.#list.insertBefore(row.element, there ?? null);
    });
    const bytes = infos.reduce((sum, { totalSize }) => sum + totalSize, 0);
    byId('model-count').textContent = infos.length > 0 ? `${infos.length} · ${format.bytes(bytes)}` : '';
    byId('models-clear').hidden = infos.length === 0;
    byId('models-empty').hidden = infos.length > 0;
  }

  #row(info) {
    const key = keyOf(info);
    const existing = this.#rows.get(key);
    if (existing) {
      existing.update(info);
      return existing;
    }
    const made = new ModelRow(info, (action, row) => this.#perform(action, row));
    this.#rows.set(key, made);
    return made;
  }

  #remove(key, row) {
    const heldFocus = row.element.contains(document.activeElement);
    row.element.remove();
    this.#rows.delete(key);
    if (heldFocus) byId('models-heading').focus();
  }

  async #perform(action, row) {
    dismiss();
    try {
      await this.#actions[action](row);
      await this.refresh();
    } catch (error) {
      complain(`The action on ${row.title} failed.`, error);
    }
  }

  async #clear() {
    const { size } = this.#rows;
    const agreed = await confirmed({
      question: 'Delete all models?',
      what: `This deletes ${format.count(size, 'model')} from this browser. Files stay.`,
      yes: 'Delete all',
      no: 'Keep them',
    });
    if (!agreed) return;
    try {
      for (const { info } of [...this.#rows.values()]) await this.#models.delete(info.id);
      await this.refresh();
      byId('models-heading').focus();
      say('All models are deleted.');
    } catch (error) {
      complain('Not all models were deleted.', error);
    }
  }
}

function keyOf({ id, version }) {
  return JSON.stringify([id, version]);
}
