// granary-sw.js: a whole service worker, which serves the files of one granary and does nothing else. The query of its
// address has the granary's name and the prefix: navigator.serviceWorker.register('/granary-sw.js?name=models').
import { serveFetch } from '../adapters/service-worker.js';
import type { Granary } from '../granary.js';
import { open } from '../open.js';

declare const self: EventTarget & {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
};
type WaitingEvent = Event & { waitUntil(promise: Promise<unknown>): void };

const query = new URLSearchParams(location.search);
let opened: Promise<Granary> | undefined;

/** Opens the granary at the first request, and again after it has closed: a page with a newer release closes it. */
function granary(): Promise<Granary> {
  opened ??= open({ name: query.get('name') ?? undefined }).then((store) => {
    store.addEventListener('close', () => (opened = undefined));
    return store;
  });
  opened.catch(() => (opened = undefined));
  return opened;
}

self.addEventListener('install', () => void self.skipWaiting());
// The page that registers the service worker is served at once, too.
self.addEventListener('activate', (event) => (event as WaitingEvent).waitUntil(self.clients.claim()));
self.addEventListener('fetch', serveFetch(granary, { prefix: query.get('prefix') ?? undefined }) as never);
