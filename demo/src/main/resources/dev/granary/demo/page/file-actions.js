// Runs the actions on files. Each action is one call of Granary; the page shows its progress and
// its outcome.

import { byId, element } from './dom.js';
import { generate, GENERATOR, seedOf } from './generator.js';
import { run } from './jobs.js';
import { complain, dismiss, say } from './messages.js';
import { compare, readThrough } from './reading.js';

/**
 * The URL must stay valid until the browser's download has begun; that takes far less than this.
 */
const DOWNLOAD_STARTS_WITHIN = 60_000;

export class FileActions {
  #storing = new Set();

  /** @param page the rest of the page: `refresh()`, `isTaken(key)`, `rowOf(key)` */
  constructor(granary, page) {
    this.files = granary.files;
    this.page = page;
  }

  isStoring(key) {
    return this.#storing.has(key);
  }

  /**
   * Stores what the generator makes of a name. The metadata has the name, so that any copy can be
   * compared.
   */
  storeGenerated(name, size) {
    const metadata = { generator: GENERATOR, generatedFrom: name };
    return this.#store(name, size, () => generate(name, size), { metadata });
  }

  storeFile(file) {
    return this.#store(file.name, file.size, () => file, { type: file.type });
  }

  async perform(action, row) {
    dismiss();
    try {
      await this[action](row);
    } catch (error) {
      complain(`The action on “${row.key}” failed.`, error);
    }
  }

  async read(row) {
    const done = await this.#work(row, 'Reading', 'Read a file', (file, options) =>
      readThrough(file.stream(), file.size, options),
    );
    this.#tell(row, done && `Read back ${done.took}. Every block was verified.`);
  }

  async verify(row) {
    const done = await this.#work(row, 'Verifying', 'Verify a file', (file, options) =>
      compare(file.stream(), seedOf(file.metadata.generatedFrom), file.size, options),
    );
    this.#tell(row, done && `Verified ${done.took}. Every byte equals the generated one.`);
  }

  async download(row) {
    const file = await this.#get(row.key);
    const { url, revoke } = await file.objectURL();
    element('a', { href: url, download: row.key.split('/').at(-1) }).click();
    setTimeout(revoke, DOWNLOAD_STARTS_WITHIN);
    say(`The browser downloads “${row.key}” from its own storage.`);
  }

  async duplicate(row) {
    const file = await this.#get(row.key);
    const source = await file.blob();
    await this.#store(this.#freeNameLike(row.key), file.size, () => source, {
      type: file.type,
      metadata: file.metadata,
    });
  }

  async pin(row) {
    const pinned = !row.info.pinned;
    await this.files.pin(row.key, pinned);
    await this.page.refresh();
    say(
      pinned
        ? `“${row.key}” is pinned: Granary never evicts it.`
        : `“${row.key}” is not pinned any more: Granary may evict it.`,
    );
  }

  async delete(row) {
    await this.files.delete(row.key);
    await this.page.refresh();
    say(`“${row.key}” was deleted.`);
  }

  async #store(key, size, source, options) {
    const place = element(
      'li',
      { 'data-key': key },
      element('div', { class: 'file-head' }, element('h3', {}, key)),
    );
    byId('transfers').append(place);
    byId('empty').hidden = true;
    this.#storing.add(key);
    const onEnd = (heldFocus) => {
      this.#storing.delete(key);
      place.remove();
      if (heldFocus) {
        byId('store-button').focus();
      }
    };
    const done = await run({ label: `Storing “${key}”`, place, size, onEnd, timing: 'Store a file' }, (job) =>
      this.files.put(key, source(), { ...options, ...job, size }),
    );
    await this.page.refresh();
    const row = this.page.rowOf(key);
    if (done && row) {
      this.#tell(row, `Stored ${done.took}.`);
    }
  }

  /** Runs a job on a stored file; each file has one job at a time. */
  async #work(row, doing, timing, task) {
    const file = await this.#get(row.key);
    row.busy = true;
    row.note('');
    const onEnd = (heldFocus) => {
      row.busy = false;
      if (heldFocus) {
        row.focus('read');
      }
    };
    return run({ label: `${doing} “${row.key}”`, place: row.place, size: file.size, onEnd, timing }, (job) =>
      task(file, job),
    );
  }

  async #get(key) {
    const file = await this.files.get(key);
    if (!file) {
      throw Object.assign(new Error('The file was deleted, perhaps in another tab.'), { code: 'NOT_FOUND' });
    }
    return file;
  }

  #tell(row, sentence) {
    if (sentence) {
      row.note(sentence);
      say(`“${row.key}”: ${sentence}`);
    }
  }

  #freeNameLike(key) {
    const dot = key.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [key.slice(0, dot), key.slice(dot)] : [key, ''];
    let number = 1;
    let name;
    do {
      name = `${stem} copy${number > 1 ? ` ${number}` : ''}${extension}`;
      number++;
    } while (this.page.isTaken(name));
    return name;
  }
}
