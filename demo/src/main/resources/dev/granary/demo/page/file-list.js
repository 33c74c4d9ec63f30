// Shows the stored files, newest first. Rows stay the same elements while the list changes around
// them.

import { byId } from './dom.js';
import { FileRow } from './file-row.js';
import * as format from './format.js';

export class FileList {
  #rows = new Map();
  #list = byId('file-list');

  /** @param act called with the name of an action and its row */
  constructor(act) {
    this.act = act;
  }

  show(infos) {
    const keys = new Set(infos.map((info) => info.key));
    for (const row of [...this.#rows.values()]) {
      if (!keys.has(row.key)) {
        this.#remove(row);
      }
    }
    infos.sort((left, right) => right.createdAt - left.createdAt || (left.key < right.key ? -1 : 1));
    infos.forEach((info, index) => this.#place(this.#row(info).element, index));
    byId('file-count').textContent = infos.length > 0 ? `${infos.length} · ${format.bytes(this.bytes)}` : '';
    byId('empty').hidden = infos.length > 0 || byId('transfers').childElementCount > 0;
  }

  has(key) {
    return this.#rows.has(key);
  }

  row(key) {
    return this.#rows.get(key);
  }

  get size() {
    return this.#rows.size;
  }

  get bytes() {
    return [...this.#rows.values()].reduce((sum, row) => sum + row.info.size, 0);
  }

  #row(info) {
    const row = this.#rows.get(info.key);
    if (row) {
      row.update(info);
      return row;
    }
    const made = new FileRow(info, this.act);
    this.#rows.set(info.key, made);
    return made;
  }

  /** Moves only elements that are in the wrong place: a moved element loses its focus. */
  #place(element, index) {
    const there = this.#list.children[index];
    if (there !== element) {
      this.#list.insertBefore(element, there ?? null);
    }
  }

  #remove(row) {
    const heldFocus = row.element.contains(document.activeElement);
    const neighbour = row.element.nextElementSibling ?? row.element.previousElementSibling;
    row.element.remove();
    this.#rows.delete(row.key);
    if (heldFocus) {
      const next = neighbour && this.#rows.get(neighbour.dataset.key);
      if (next) {
        next.focus('delete');
      } else {
        byId('files-heading').focus();
      }
    }
  }
}
