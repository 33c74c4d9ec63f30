// What the hub offers, and how far each of it is here.

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

  /** Asks the hub for its repositories; where it does not answer, shows what is known of them. */
  async load(endpoint) {
    const ids = await this.#offered(endpoint);
    byId('models-hint').textContent = ids
      ? `From the hub at ${endpoint}, which generates them; they mean nothing.`
      : 'The hub does not answer. What was downloaded is here all the same.';
    await this.refresh();
    for (const id of ids ?? []) {
      try {
        this.#show(await this.#hub.scan(id));
      } catch (error) {
        complain(`The hub does not tell what ${id} holds.`, error);
      }
    }
  }

  /** The names of its repositories; undefined when it does not answer. */
  async #offered(endpoint) {
    let response;
    try {
      response = await fetch(`${endpoint}/api/models`);
    } catch {
      return undefined;
    }
    return (await response.json()).map(({ id }) => id);
  }

  /** Looks at what is stored now; asks nobody else. */
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
      const made = new QuantRow(repo, quant, commit, (action, its) => this.#perform(action, its));
      this.#rows.set(id, made);
      this.#groupOf(repo, task).append(made.element);
    }
  }

  #groupOf(repo, task) {
    const there = [...this.#list.children].find((group) => group.dataset.repo === repo);
    if (there) {
      return there;
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
      complain(`That did not work with ${row.title}.`, error);
    }
  }

  /** Where another tab is at it. */
  async #pause(row) {
    const keys = row.quant.files.map((path) => `${row.repo}@${row.commit}/${path}`);
    const active = (await this.#files.unfinished()).filter(({ key, active }) => active && keys.includes(key));
    await Promise.all(active.map(({ key }) => this.#files.pause(key)));
  }
}
