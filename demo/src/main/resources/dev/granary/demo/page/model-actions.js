// Runs the actions on stored models. Each action is a few calls of Granary.

import { element } from './dom.js';
import { run } from './jobs.js';
import { say } from './messages.js';
import { Meter } from './meter.js';
import { safetensorsFile } from './safetensors-file.js';
import { tensorTable } from './tensor-table.js';

/** The URL must stay valid until the browser's download has begun. */
const DOWNLOAD_STARTS_WITHIN = 60_000;

export class ModelActions {
  /** @param runDigits called with the version of the network that the visitor wants to run */
  constructor(granary, runDigits) {
    this.models = granary.models;
    this.runDigits = runDigits;
  }

  async run({ info }) {
    await this.runDigits(info.version);
  }

  /** Reads every tensor, as a program does that hands them to an engine; each is verified. */
  async load(row) {
    const model = await this.#get(row);
    row.busy = true;
    const onEnd = (heldFocus) => {
      row.busy = false;
      if (heldFocus) row.focus('load');
    };
    const job = { label: `Loading ${row.title}`, place: row.place, size: model.totalSize, onEnd };
    const done = await run({ ...job, timing: 'Load a model' }, async ({ signal, onProgress }) => {
      const meter = new Meter(model.totalSize, onProgress);
      for (const { name } of model.tensors) {
        const { data } = await model.tensor(name, { signal });
        meter.add(data.byteLength);
      }
    });
    if (done) {
      row.note(`Loaded ${done.took}. Every tensor was verified.`);
      say(`${row.title}: loaded ${done.took}.`);
    }
  }

  async tensors(row) {
    if (!row.open) row.details.replaceChildren(tensorTable(await this.#get(row)));
    row.open = !row.open;
  }

  async export(row) {
    const model = await this.#get(row);
    const url = URL.createObjectURL(await safetensorsFile(model));
    const name = `${model.id}-${model.version}.safetensors`.replace(/[^\w.-]+/g, '-');
    element('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_STARTS_WITHIN);
    say(`The browser downloads ${name} from its own storage.`);
  }

  async pin({ info, title }) {
    const pinned = !info.pinned;
    await this.models.pin(info.id, pinned, { version: info.version });
    say(
      pinned
        ? `${title} is pinned: Granary never evicts it.`
        : `${title} is not pinned any more: Granary may evict it.`,
    );
  }

  async delete({ info, title }) {
    await this.models.delete(info.id, { version: info.version });
    say(`${title} was deleted.`);
  }

  async #get({ info }) {
    const model = await this.models.get(info.id, { version: info.version });
    if (!model) {
      throw Object.assign(new Error('The model was deleted, perhaps in another tab.'), { code: 'NOT_FOUND' });
    }
    return model;
  }
}
