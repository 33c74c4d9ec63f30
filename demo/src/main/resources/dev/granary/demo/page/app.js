// Granary's demonstration. Every call that begins with `granary.` uses the library's public
// interface.

import { open, probe, version } from '/package/index.js';
import { byId } from './dom.js';
import { FileActions } from './file-actions.js';
import { FileList } from './file-list.js';
import * as format from './format.js';
import { complain, say } from './messages.js';
import { ModelList } from './model-list.js';
import { showStats } from './storage-panel.js';
import { StoreForm } from './store-form.js';

/** Keys of files that belong to a repository: the page shows them with their model. */
const OF_MODEL = /@[0-9a-f]{40}\//;

async function start() {
  let granary;
  const { endpoint } = await (await fetch('hub.json')).json();
  try {
    // Every read verifies every block, so that “read back” proves something each time.
    granary = await open({ name: 'granary-demo', verify: 'always', hub: { endpoint } });
  } catch (error) {
    const { indexedDB } = await probe();
    complain(
      indexedDB ? 'The page could not open the store.' : 'This browser offers no storage here.',
      error,
    );
    return;
  }

  const isTaken = (key) => files.has(key) || actions.isStoring(key);
  const rowOf = (key) => files.row(key);
  const actions = new FileActions(granary, { refresh: refreshOrComplain, isTaken, rowOf });
  const files = new FileList((action, row) => actions.perform(action, row));
  const form = new StoreForm({
    isTaken,
    onGenerate: (name, size) => {
      actions.storeGenerated(name, size);
      form.suggestName();
    },
    onFile: (file) => actions.storeFile(file),
  });

  const models = new ModelList(granary);

  let asked = 0;

  /**
   * Shows the stored files. Answers may arrive out of order; only the answer to the latest question
   * counts.
   */
  async function refresh() {
    const question = ++asked;
    const [infos, stats] = await Promise.all([granary.files.list(), granary.stats()]);
    if (question === asked) {
      files.show(infos.filter(({ key }) => !OF_MODEL.test(key)));
      showStats(stats, granary);
      form.refresh(stats);
    }
  }

  async function refreshOrComplain() {
    try {
      await refresh();
    } catch (error) {
      complain('The page could not read the list of files.', error);
    }
  }

  let modelsChanged;
  granary.addEventListener('change', () => {
    refreshOrComplain();
    // A model has many files: the page reads the models once for all of them.
    clearTimeout(modelsChanged);
    modelsChanged = setTimeout(
      () => models.refresh().catch((error) => complain('The page could not read the models.', error)),
      200,
    );
  });
  document.addEventListener('visibilitychange', () => document.hidden || refreshOrComplain());
  granary.addEventListener('close', ({ detail }) => {
    byId('app').inert = true;
    complain('', { code: 'CLOSED', message: `The store was closed: ${detail.reason}` });
  });

  connectClearDialog(granary, files, refreshOrComplain);
  await refreshOrComplain();
  form.suggestName();
  byId('app').inert = false;
  document.documentElement.dataset.ready = version;
  say(`Granary ${version} is ready.`);
  await models.load(endpoint);
}

function connectClearDialog(granary, files, refresh) {
  const dialog = byId('clear-dialog');
  byId('clear-button').addEventListener('click', () => {
    const what = `${format.count(files.size, 'file')} (${format.bytes(files.bytes)} in total)`;
    byId('clear-what').textContent = `This deletes ${what} and all models from this browser.`;
    dialog.showModal();
  });
  byId('clear-cancel').addEventListener('click', () => dialog.close());
  byId('clear-confirm').addEventListener('click', async () => {
    dialog.close();
    try {
      await granary.clear();
      await refresh();
      byId('files-heading').focus();
      say('All files are deleted.');
    } catch (error) {
      complain('Not everything was deleted.', error);
    }
  });
}

await start();
