// Shows the models of the hub, and how much of each is stored.

import { byId, element } from './dom.js';
import { complain } from './messages.js';
import { QuantRow } from './quant-row.js';

export class ModelList {
  #hub;
  #files;
  #list = byId('model-list');
  #rows = new Map();

  constructor(granary) {
    this.#hub = granary.hub;
    this.#files = granary.files;
  }

  /** Asks the hub for its repositories. If the hub does not answer, shows the stored ones. */
  async load(endpoint) {
    const ids = await this.#offered(endpoint);
    byId('models-hint').textContent = ids
      ? `From the local hub at ${endpoint}. It generates these files; they are not real models.`
      : 'The hub does not answer. Downloaded models are still available.';
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
    for (const quant of Object.values(quants)) {
      const id = `${repo} ${quant.name}`;
      const row = this.#rows.get(id);
      if (row) {
        row.update(quant, commit);
        continue;
      }
      const made = new QuantRow(repo, quant, commit, (action, actor) => this.#perform(action, actor));
      this.#rows.set(id, made);
      this.#groupOf(repo, task).append(made.element);
    }
  }

  #groupOf(repo, task) {
    const existing = [...this.#list.children].find((group) => group.dataset.repo === repo);
    if (existing) {
      return existing;
    }
    const group = element(
      'li',
      { class: 'model', 'data-repo': repo },
      element(
        'div',
        { class: 'file-head' },
        element('h3', {}, repo),
        element('span', { class: 'task' }, task ?? ''),
      ),
    );
    this.#list.append(group);
    return group;
  }

  async #perform(action, row) {
    try {
      if (action === 'download') {
        await row.download((options) => this.#hub.download(row.repo, { quant: row.quant.name, ...options }));
      } else if (action === 'pause') {
        await this.#pause(row);
      } else {
        await this.#hub.delete(row.repo, { quant: row.quant.name });
      }
      await this.refresh();
    } catch (error) {
      complain(`The action on ${row.title} failed.`, error);
    }
  }

  /** Pauses a download that another tab runs. */
  async #pause(row) {
    const keys = row.quant.files.map((path) => `${row.repo}@${row.commit}/${path}`);
    const active = (await this.#files.unfinished()).filter(({ key, active }) => active && keys.includes(key));
    await Promise.all(active.map(({ key }) => this.#files.pause(key)));
  }
}
