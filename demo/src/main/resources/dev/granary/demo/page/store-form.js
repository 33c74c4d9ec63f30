// Lets the visitor choose what to store: a generated file with a name and a size, or a file of the
// visitor's own.

import { byId, element } from './dom.js';
import * as format from './format.js';

const MIB = 1024 * 1024;
const SIZES = [1, 10, 100, 500, 1024, 2048, 4096].map((mib) => mib * MIB);
const FIRST_CHOICE = 100 * MIB;

export class StoreForm {
  #name = byId('file-name');
  #size = byId('file-size');
  #available = Infinity;

  /**
   * @param isTaken whether a file has this name
   * @param onGenerate called with a name and a size
   * @param onFile called with a file of the visitor's
   */
  constructor({ isTaken, onGenerate, onFile }) {
    this.isTaken = isTaken;
    this.#size.append(
      ...SIZES.map((size) =>
        element('option', { value: size, selected: size === FIRST_CHOICE && '' }, format.bytes(size)),
      ),
    );
    this.#name.addEventListener('input', () => this.#hint());
    this.#size.addEventListener('change', () => this.#hint());
    byId('store-form').addEventListener('submit', (event) => {
      event.preventDefault();
      onGenerate(this.#name.value.trim(), Number(this.#size.value));
    });
    const chosen = byId('local-file');
    byId('choose-button').addEventListener('click', () => chosen.click());
    chosen.addEventListener('change', () => {
      const [file] = chosen.files;
      chosen.value = '';
      if (file) {
        onFile(file);
      }
    });
  }

  /** Updates the available space, and the hint about the choice. */
  refresh({ quota, usage = 0 } = {}) {
    this.#available = quota ? quota - usage : Infinity;
    this.#hint();
  }

  suggestName() {
    let number = 1;
    while (this.isTaken(`model-${number}.bin`)) {
      number++;
    }
    this.#name.value = `model-${number}.bin`;
    this.#hint();
  }

  #hint() {
    const hints = [];
    if (this.isTaken(this.#name.value.trim())) {
      hints.push('A file has this name already; storing replaces it.');
    }
    if (Number(this.#size.value) > this.#available) {
      hints.push(
        `This browser has only ${format.bytes(this.#available)} of space left, and may refuse the file.`,
      );
    }
    byId('store-hint').textContent = hints.join(' ');
  }
}
