// Keeps the page, the package and its kernels in this browser, so that the page opens without its server.

const CACHE = 'page';

/** Marks the document when everything is kept. Where there is no service worker, the page needs its server. */
export async function keepForOffline() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register('service-worker.js');
  await navigator.serviceWorker.ready;
  // The server lists its files: the names of some parts of the package change with each build.
  const files = await (await fetch('files.json')).json();
  const cache = await caches.open(CACHE);
  const kept = new Map((await cache.keys()).map((request) => [new URL(request.url).pathname, request]));
  await cache.addAll(files.filter((path) => !kept.has(path)));
  for (const [path, request] of kept) {
    if (!files.includes(path)) await cache.delete(request);
  }
  document.documentElement.dataset.offline = 'ready';
}
