// The background worker downloads models and serves them to the pages of the extension. The browser may end it at any
// time. All state is in the store, so the next life of the worker continues where this one has ended.
import { open } from './package/index.js';
import { serveFetch } from './package/service-worker.js';

const alarm = 'continue downloads';
let opening;

/** Opens the store at its first use, and again after it has closed. */
function store() {
  opening ??= open({ name: 'models' }).then((opened) => {
    opened.addEventListener('close', () => (opening = undefined));
    return opened;
  });
  return opening;
}

/** Stores a model's configuration, which is small, at once, and downloads the model. */
async function download({ key, url, sha256, config = {} }) {
  const { documents, files } = await store();
  await documents.put(`${key}/config`, config);
  await chrome.alarms.create(alarm, { periodInMinutes: 0.5 });
  await files.fetch(key, url, { sha256 });
  await goOn();
}

/** Continues what an earlier life of this worker has left. The alarm wakes the worker as long as something is left. */
async function goOn() {
  const { files } = await store();
  const left = await files.unfinished();
  await Promise.allSettled(left.map(({ key }) => files.resume(key)));
  if ((await files.unfinished()).length === 0) await chrome.alarms.clear(alarm);
}

addEventListener('fetch', serveFetch(store));
chrome.alarms.onAlarm.addListener(goOn);
chrome.runtime.onMessage.addListener((model, _sender, answer) => {
  download(model).then(
    () => answer({}),
    (error) => answer({ error: error.message }),
  );
  return true; // The answer comes later.
});
goOn();
