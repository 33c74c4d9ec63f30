// The popup, which also works in a tab: it lists models, and shows the tensors of one. It opens the same store as the
// background worker, and hears of its downloads.
import { open } from './package/index.js';

const store = await open({ name: 'models' });
const find = (selector) => document.querySelector(selector);
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Shows each stored and each unfinished model. */
async function list() {
  const [files, unfinished] = await Promise.all([store.files.list(), store.files.unfinished()]);
  const rows = [
    ...files.map(({ key, size }) => row(key, megabytes(size), true)),
    ...unfinished.map(({ key, loaded, total }) =>
      row(key, `${megabytes(loaded)} of ${total ? megabytes(total) : 'unknown'}`, false),
    ),
  ];
  find('ul').replaceChildren(...rows);
}

function row(key, state, isStored) {
  const item = find('template').content.cloneNode(true);
  const part = (name) => item.querySelector(`.${name}`);
  part('key').textContent = key;
  part('state').textContent = state;
  part('show').hidden = !isStored;
  part('show').onclick = () => show(key);
  part('delete').onclick = () =>
    isStored ? store.files.delete(key, { documents: true }) : store.files.discard(key).then(list);
  return item;
}

/** Shows a model's configuration, which is a document, and its tensors. Only the model's header is read. */
async function show(key) {
  const config = await store.documents.get(`${key}/config`);
  const file = await store.files.get(key);
  const tensors = await file.tensors().catch((error) => [{ name: error.message, shape: [], dataType: '' }]);
  const lines = tensors.map(({ name, dataType, shape }) => `${name} ${dataType} ${shape.join(' × ')}`);
  find('pre').textContent = [JSON.stringify(config), ...lines].join('\n');
}

find('form').onsubmit = (event) => {
  event.preventDefault();
  const url = new FormData(event.target).get('url');
  const model = { key: new URL(url).pathname.slice(1), url, config: { from: url, added: Date.now() } };
  // Without an answer the worker has ended, and its next life downloads.
  const answered = chrome.runtime.sendMessage(model).catch(() => ({}));
  answered.then(({ error = '' }) => (find('[role=status]').textContent = error));
};
store.addEventListener('change', list);
store.addEventListener('progress', ({ detail: { key, loaded, total, bytesPerSecond } }) => {
  find('[role=status]').textContent =
    `${key}: ${megabytes(loaded)} of ${total ? megabytes(total) : 'unknown'}, ${megabytes(bytesPerSecond)}/s`;
});
await list();
