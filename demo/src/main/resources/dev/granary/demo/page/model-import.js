// Brings models into the store: examples of a chosen size, files that are chosen or dropped, and URLs.

import { byId, element } from './dom.js';
import { exampleTensors } from './example-model.js';
import * as format from './format.js';
import { run } from './jobs.js';
import { complain, say } from './messages.js';

const MIB = 1024 * 1024;
const SIZES = [10, 100, 500, 1024, 2048].map((mib) => mib * MIB);

export class ModelImport {
  #granary;
  #refresh;

  /** @param refresh called when a model was stored */
  constructor(granary, refresh) {
    this.#granary = granary;
    this.#refresh = refresh;
    byId('example-size').append(
      ...SIZES.map((size) => element('option', { value: size }, format.bytes(size))),
    );
    byId('example-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#example(Number(byId('example-size').value));
    });
    byId('url-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#fromURL(byId('model-url').value);
    });
    const chosen = byId('model-file');
    byId('model-file-button').addEventListener('click', () => chosen.click());
    chosen.addEventListener('change', () => {
      const files = [...chosen.files];
      chosen.value = '';
      files.forEach((file) => this.#fromFile(file));
    });
    this.#acceptDrops(byId('models'));
  }

  /** Makes a model of stored files: their bytes are not copied. */
  async fromStored(id, files) {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    await this.#store(id, size, (options) =>
      this.#granary.models.import(describe(id, files[0].key), files, options),
    );
  }

  async #example(size) {
    const id = await this.#freeId('example');
    const model = { id, framework: 'example', metadata: { type: 'float32' } };
    await this.#store(id, size, (options) =>
      this.#granary.models.put(model, exampleTensors(id, size), options),
    );
  }

  async #fromFile(file) {
    const id = stem(file.name);
    await this.#store(id, file.size, (options) =>
      this.#granary.models.import(describe(id, file.name), file, options),
    );
  }

  /** Downloads the file under its own URL as the key; a download that was interrupted goes on. */
  async #fromURL(url) {
    const { pathname, host } = new URL(url);
    const name = pathname.split('/').at(-1) || host;
    const id = stem(name);
    await this.#store(id, undefined, async ({ signal, onProgress }) => {
      const file = await this.#granary.files.fetch(name, url, { signal, onProgress });
      await this.#granary.models.import(describe(id, name), file, { signal });
    });
  }

  async #store(id, size, start) {
    const place = element('li', {}, element('div', { class: 'file-head' }, element('h3', {}, id)));
    byId('model-transfers').append(place);
    const onEnd = (heldFocus) => {
      place.remove();
      if (heldFocus) byId('models-heading').focus();
    };
    const done = await run({ label: `Storing ${id}`, place, size, onEnd, timing: 'Store a model' }, start);
    await this.#refresh();
    if (done) say(`${id} is stored: ${done.took}.`);
  }

  async #freeId(prefix) {
    const ids = new Set((await this.#granary.models.list()).map(({ id }) => id));
    let number = 1;
    while (ids.has(`${prefix}-${number}`)) number++;
    return `${prefix}-${number}`;
  }

  #acceptDrops(place) {
    place.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      place.classList.add('target');
    });
    place.addEventListener('dragleave', (event) => {
      if (!place.contains(event.relatedTarget)) place.classList.remove('target');
    });
    place.addEventListener('drop', (event) => {
      event.preventDefault();
      place.classList.remove('target');
      const files = [...event.dataTransfer.files];
      if (files.length === 0)
        complain('Nothing was imported: drop a file of a model here.', { code: 'INVALID' });
      files.forEach((file) => this.#fromFile(file));
    });
  }
}

/** The format is shown as the model's framework. */
function describe(id, name) {
  return { id, framework: name.split('.').at(-1).toLowerCase() };
}

function stem(name) {
  return (
    name
      .split('/')
      .at(-1)
      .replace(/\.[^.]+$/, '') || name
  );
}
