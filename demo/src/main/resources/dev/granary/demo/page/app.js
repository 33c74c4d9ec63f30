// Granary's demonstration. Every call that begins with `granary.` uses the library's public interface.

import { open, probe, version } from '/package/index.js';
import { connectConfirmation } from './confirmation.js';
import { DigitPanel } from './digit-panel.js';
import { byId } from './dom.js';
import { showEvents } from './event-panel.js';
import { FileActions } from './file-actions.js';
import { FileList } from './file-list.js';
import { HubPanel } from './hub-panel.js';
import { complain, say } from './messages.js';
import { ModelActions } from './model-actions.js';
import { ModelImport } from './model-import.js';
import { ModelPanel } from './model-panel.js';
import { keepForOffline } from './offline.js';
import { StoragePanel } from './storage-panel.js';
import { StoreForm } from './store-form.js';

/** Keys of files that belong to a repository: the page shows them with their repository. */
const OF_REPOSITORY = /@[0-9a-f]{40}\//;

/** A download has many files: the page reads everything once for all changes of this time. */
const SETTLES_WITHIN = 150;

async function openStore(endpoint) {
  try {
    // Every read verifies every block, so that “read back” proves something each time.
    return await open({ name: 'granary-demo', verify: 'always', hub: { endpoint } });
  } catch (error) {
    const { indexedDB } = await probe();
    complain(
      indexedDB ? 'The page could not open the store.' : 'This browser offers no storage here.',
      error,
    );
    return undefined;
  }
}

async function start() {
  const { endpoint } = await (await fetch('hub.json')).json();
  const granary = await openStore(endpoint);
  if (!granary) return;

  connectConfirmation();
  const isTaken = (key) => files.has(key) || fileActions.isStoring(key);
  const rowOf = (key) => files.row(key);
  const fileActions = new FileActions(granary, { refresh, isTaken, rowOf });
  const files = new FileList((action, row) => fileActions.perform(action, row));
  const form = new StoreForm({
    isTaken,
    onGenerate: (name, size) => {
      fileActions.storeGenerated(name, size);
      form.suggestName();
    },
    onFile: (file) => fileActions.storeFile(file),
  });
  const digits = new DigitPanel(granary);
  const models = new ModelPanel(granary, new ModelActions(granary, (name) => digits.use(name)));
  const imports = new ModelImport(granary, refresh);
  const hub = new HubPanel(granary, (id, stored) => imports.fromStored(id, stored));
  const storage = new StoragePanel(granary, refresh);
  showEvents(granary);

  let asked = 0;

  /** Shows what is stored. Answers may arrive out of order; only the answer to the latest question counts. */
  async function read() {
    const question = ++asked;
    const [infos, stats] = await Promise.all([granary.files.list(), granary.stats()]);
    if (question !== asked) return;
    files.show(infos.filter(({ key }) => !OF_REPOSITORY.test(key)));
    storage.show(stats);
    form.refresh(stats);
    await models.refresh();
    await hub.refresh();
  }

  async function refresh() {
    try {
      await read();
    } catch (error) {
      complain('The page could not read what is stored.', error);
    }
  }

  let changed;
  granary.addEventListener('change', () => {
    clearTimeout(changed);
    changed = setTimeout(refresh, SETTLES_WITHIN);
  });
  document.addEventListener('visibilitychange', () => document.hidden || refresh());
  granary.addEventListener('close', ({ detail }) => {
    byId('app').inert = true;
    complain('', { code: 'CLOSED', message: `The store was closed: ${detail.reason}` });
  });

  digits.start();
  await refresh();
  form.suggestName();
  byId('app').inert = false;
  document.documentElement.dataset.ready = version;
  say(`Granary ${version} is ready.`);
  await hub.load(endpoint);
  await keepForOffline();
}

await start();
