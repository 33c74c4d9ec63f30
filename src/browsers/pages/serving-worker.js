// A service worker as an application writes it: it serves stored files, and fetches those that are missing.
import { open } from '/package/index.js';
import { serveFetch } from '/package/service-worker.js';

const store = open({ name: 'serving' });
const fallback = async (key) => (await store).files.fetch(key, `/${key}`);

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', serveFetch(store, { fallback }));
