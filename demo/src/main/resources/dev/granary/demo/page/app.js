// Granary's demonstration: everything below `granary.` is the library's public interface.

import { open, probe, version } from '/package/index.js';
import { byId } from './dom.js';
import { FileActions } from './file-actions.js';
import { FileList } from './file-list.js';
import * as format from './format.js';
import { complain, say } from './messages.js';
import { showStats } from './storage-panel.js';
import { StoreForm } from './store-form.js';

async function start() {
  let granary;
  try {
    // Every read checks every block, so that “read back” says something each time.
    granary = await open({ name: 'granary-demo', verify: 'always' });
  } catch (error) {
    const { indexedDB } = await probe();
    complain(indexedDB ? 'The store cannot be opened.' : 'This browser offers no storage here.', error);
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

  let asked = 0;

  /** Shows what is stored now. Answers may overtake each other; only the latest question's counts. */
  async function refresh() {
    const question = ++asked;
    const [infos, stats] = await Promise.all([granary.files.list(), granary.stats()]);
    if (question === asked) {
      files.show(infos);
      showStats(stats, granary);
      form.refresh(stats);
    }
  }

  async function refreshOrComplain() {
    try {
      await refresh();
    } catch (error) {
      complain('The list cannot be read.', error);
    }
  }

  granary.addEventListener('change', refreshOrComplain);
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
}

function connectClearDialog(granary, files, refresh) {
  const dialog = byId('clear-dialog');
  byId('clear-button').addEventListener('click', () => {
    byId('clear-what').textContent =
      `${format.count(files.size, 'file')}, ${format.bytes(files.bytes)} in all, will be gone from this browser.`;
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
