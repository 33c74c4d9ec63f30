// Shows the repositories of the hub, and how much of each is stored.

import { REPOSITORY } from './digit-store.js';
import { byId, element } from './dom.js';
import * as format from './format.js';
import { complain, dismiss, say } from './messages.js';
import { QuantRow } from './quant-row.js';

/** The files of a quant that have tensors. */
const WEIGHTS = /\.(safetensors|gguf|onnx)$/;

export class HubPanel {
  #hub;
  #files;
  #import;
  #list = byId('hub-list');
  #rows = new Map();

  /** @param importModel called with an id and stored files, to make a model of them */
  constructor(granary, importModel) {
    this.#hub = granary.hub;
    this.#files = granary.files;
    this.#import = importModel;
    byId('scan-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#scan(byId('scan-repo').value.trim());
    });
  }

  async #scan(repo) {
    dismiss();
    say(`Scanning ${repo} …`);
    try {
      const manifest = await this.#hub.scan(repo);
      this.#show(manifest);
      const quants = Object.keys(manifest.quants).length;
      say(`${repo} has ${format.count(manifest.files.length, 'file')} and ${format.count(quants, 'quant')}.`);
      const group = this.#groupOf(repo);
      group.open = true;
      group.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      complain(`The page could not scan ${repo}.`, error);
    }
  }

  /** Asks the hub for its repositories. If the hub does not answer, shows the stored ones. */
  async load(endpoint) {
    const ids = await this.#offered(endpoint);
    byId('hub-hint').textContent = ids
      ? `The local hub at ${endpoint} generates these repositories. Only granary/digits is a real network.`
      : 'The hub does not answer. What was downloaded is still here.';
    byId('scan-repos').replaceChildren(...(ids ?? []).map((id) => element('option', { value: id })));
    await this.refresh();
    for (const id of ids ?? []) {
      try {
        this.#show(await this.#hub.scan(id));
      } catch (error) {
        complain(`The page could not read the list of files of ${id}.`, error);
      }
    }
  }

  /** Returns the names of the hub's repositories; undefined when the hub does not answer. */
  async #offered(endpoint) {
    let response;
    try {
      response = await fetch(`${endpoint}/api/models`);
    } catch {
      return undefined;
    }
    return (await response.json()).map(({ id }) => id);
  }

  /** Reads what is stored now, and asks no server. */
  async refresh() {
    for (const manifest of await this.#hub.list()) {
      this.#show(manifest);
    }
  }

  #show({ repo, task, commit, quants }) {
    const all = Object.values(quants);
    const group = this.#groupOf(repo, task, () => all.some(({ status }) => status !== 'available'));
    for (const quant of all) {
      const id = `${repo} ${quant.name}`;
      const row = this.#rows.get(id);
      if (row) {
        row.update(quant, commit);
        continue;
      }
      const made = new QuantRow(repo, quant, commit, (action, actor) => this.#perform(action, actor));
      this.#rows.set(id, made);
      group.append(made.element);
    }
  }

  /** Returns the place of a repository. A new one is open when the visitor has something of it, or can use it. */
  #groupOf(repo, task = '', isUsed = () => false) {
    const selector = `[data-repo="${CSS.escape(repo)}"] details`;
    const existing = this.#list.querySelector(selector);
    if (existing) return existing;
    const summary = element('summary', {}, element('h3', {}, repo), element('span', { class: 'task' }, task));
    const isReal = repo === REPOSITORY;
    const group = element('details', { open: (isReal || isUsed()) && '' }, summary);
    this.#list[isReal ? 'prepend' : 'append'](element('li', { class: 'model', 'data-repo': repo }, group));
    return group;
  }

  async #perform(action, row) {
    try {
      if (action === 'download') {
        await row.download((options) => this.#hub.download(row.repo, { quant: row.quant.name, ...options }));
      } else if (action === 'pause') {
        await this.#pause(row);
      } else if (action === 'use') {
        await this.#use(row);
      } else {
        await this.#hub.delete(row.repo, { quant: row.quant.name });
      }
      await this.refresh();
    } catch (error) {
      complain(`The action on ${row.title} failed.`, error);
    }
  }

  /** Makes a model of a downloaded quant. */
  async #use({ repo, quant }) {
    const paths = quant.files.filter((path) => WEIGHTS.test(path));
    const files = await Promise.all(paths.map((path) => this.#hub.file(repo, path)));
    await this.#import(`${repo.split('/').at(-1)}-${quant.name}`, files);
  }

  /** Pauses a download that another tab runs. */
  async #pause(row) {
    const keys = row.quant.files.map((path) => `${row.repo}@${row.commit}/${path}`);
    const active = (await this.#files.unfinished()).filter(({ key, active }) => active && keys.includes(key));
    await Promise.all(active.map(({ key }) => this.#files.pause(key)));
  }
}
