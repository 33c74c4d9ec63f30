// Shows what the database holds beside the browser's quota, and keeps it in order.

import { confirmed } from './confirmation.js';
import { byId, element } from './dom.js';
import * as format from './format.js';
import { run } from './jobs.js';
import { complain, dismiss, say } from './messages.js';

const BACKENDS = { indexeddb: 'IndexedDB', memory: 'memory, until the page closes' };
const FORMS = { file: 'as files', blob: 'as Blobs', buffer: 'as buffers', memory: 'as arrays' };

export class StoragePanel {
  #granary;
  #refresh;

  /** @param refresh called when the page must read everything anew */
  constructor(granary, refresh) {
    this.#granary = granary;
    this.#refresh = refresh;
    const actions = {
      'storage-persist': () => this.#persist(),
      'storage-clean': () => this.#clean(),
      'storage-verify': () => this.#verify(),
      'storage-refresh': () => this.#refreshed(),
      'storage-clear': () => this.#clear(),
    };
    for (const [id, act] of Object.entries(actions)) {
      byId(id).addEventListener('click', async () => {
        dismiss();
        try {
          await act();
        } catch (error) {
          complain(`“${byId(id).textContent}” failed.`, error);
        }
      });
    }
  }

  show(stats) {
    const { storedBytes, garbageBytes, unfinishedBytes, logicalBytes, usage, quota } = stats;
    const live = storedBytes - garbageBytes - unfinishedBytes;
    showQuota(Math.max(usage ?? 0, storedBytes), quota);
    const parts = [
      ['stored', 'Stored', live],
      ['shared', 'Shared', logicalBytes - live],
      ['garbage', 'Garbage', garbageBytes],
      ['unfinished', 'Unfinished', unfinishedBytes],
    ];
    const largest = Math.max(1, ...parts.map(([, , bytes]) => bytes));
    byId('storage-chart').replaceChildren(
      ...parts.map(([name, label, bytes]) => chartRow(name, label, Math.max(bytes, 0), largest)),
    );
    byId('storage-facts').replaceChildren(
      fact('logical', 'Files and models', logicalBytes, format.bytes(logicalBytes)),
      fact(
        'chunks',
        'Chunks',
        stats.chunkCount,
        `${stats.chunkCount.toLocaleString('en')}, ${FORMS[this.#granary.chunkForm]}`,
      ),
      fact('backend', 'Backend', this.#granary.backend, BACKENDS[this.#granary.backend]),
      fact(
        'persisted',
        'Kept',
        stats.persisted,
        stats.persisted ? 'until you delete it' : 'while the disk has space',
      ),
    );
    byId('storage-persist').hidden = stats.persisted;
  }

  async #persist() {
    const kept = await this.#granary.persist();
    await this.#refresh();
    say(
      kept
        ? 'This browser promised to keep everything until you delete it.'
        : 'This browser did not promise it. Browsers often do for pages that are used often or bookmarked.',
    );
  }

  /** Frees garbage; with the visitor's consent also evicts what was not used for a minute. */
  async #clean() {
    const options = { unusedFor: 60_000, kinds: ['file', 'model'] };
    const plan = await this.#granary.clean({ ...options, dryRun: true });
    if (plan.freedBytes === 0 && plan.evicted.length === 0) {
      say('There is nothing to clean: no garbage, and everything was used within the last minute.');
      return;
    }
    const names = plan.evicted.map(({ key }) => key);
    const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' and more' : '');
    const evicted = names.length > 0 ? ` It deletes what was not used for a minute: ${shown}.` : '';
    const agreed = await confirmed({
      question: 'Clean the storage?',
      what: `This frees ${format.bytes(plan.freedBytes)} in ${format.count(plan.sweptChunks, 'chunk')}.${evicted}`,
      yes: 'Clean',
    });
    if (!agreed) return;
    const report = await this.#granary.clean(options);
    await this.#refresh();
    say(`Freed ${format.bytes(report.freedBytes)} and ${format.count(report.sweptChunks, 'chunk')}.`);
  }

  async #verify() {
    const { storedBytes } = await this.#granary.stats();
    const onEnd = (heldFocus) => heldFocus && byId('storage-verify').focus();
    const job = { label: 'Verifying everything', place: byId('storage-job'), size: storedBytes, onEnd };
    const done = await run({ ...job, timing: 'Verify' }, (options) => this.#granary.verify(options));
    if (!done) return;
    const { checkedChunks, checkedBytes, bad } = done.result;
    const checked = `${format.count(checkedChunks, 'chunk')} (${format.bytes(checkedBytes)})`;
    const damaged = [...new Set(bad.map(({ key }) => key))].join(', ');
    byId('storage-result').textContent =
      bad.length === 0
        ? `Verified ${checked}: every byte is right.`
        : `Verified ${checked}: damaged are ${damaged}. Delete and store them again.`;
    say(byId('storage-result').textContent);
  }

  async #refreshed() {
    await this.#refresh();
    say('All figures are new.');
  }

  async #clear() {
    const agreed = await confirmed({
      question: 'Delete everything?',
      what: 'This deletes all models, files and downloads from this browser.',
      yes: 'Delete everything',
      no: 'Keep it',
    });
    if (!agreed) return;
    await this.#granary.clear();
    byId('storage-result').textContent = '';
    await this.#refresh();
    byId('storage-heading').focus();
    say('Everything is deleted.');
  }
}

function showQuota(used, quota) {
  const { style } = byId('quota-bar').querySelector('i');
  style.setProperty('--share', `${quota ? Math.min((100 * used) / quota, 100) : 0}%`);
  style.setProperty('--least', used > 0 && quota ? '3px' : '0');
  byId('storage-summary').textContent = quota
    ? `${format.bytes(used)} used of the ${format.bytes(quota)} that this browser allows`
    : 'This browser does not report its quota.';
}

const EXPLAINED = {
  stored: 'the bytes that the chunks of files and models take',
  shared: 'saved, because equal content is stored once',
  garbage: 'chunks that nothing uses any more; Granary deletes them later',
  unfinished: 'the stored part of downloads that are not complete',
};

/** `data` carries the plain figure for programs that read the page. */
function chartRow(name, label, bytes, largest) {
  const bar = element('i', { class: name });
  bar.style.setProperty('--share', `${(100 * bytes) / largest}%`);
  bar.style.setProperty('--least', bytes > 0 ? '3px' : '0');
  return element(
    'div',
    { title: EXPLAINED[name] },
    element('dt', {}, label),
    element('dd', { class: 'bar', 'aria-hidden': 'true' }, bar),
    element('dd', {}, element('data', { id: `stat-${name}`, value: String(bytes) }, format.bytes(bytes))),
  );
}

function fact(name, label, value, text) {
  return element(
    'div',
    {},
    element('dt', {}, label),
    element('dd', {}, element('data', { id: `stat-${name}`, value: String(value) }, text)),
  );
}
