// Serves what `offline.js` keeps when the server does not answer. The server comes first: after a new build, a reload
// must show the new page.

const CACHE = 'page';

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { origin } = new URL(event.request.url);
  if (event.request.method === 'GET' && origin === self.location.origin) {
    event.respondWith(answer(event));
  }
});

async function answer(event) {
  const cache = await caches.open(CACHE);
  let response;
  try {
    response = await fetch(event.request);
  } catch (error) {
    const kept = await cache.match(event.request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
  if (response.ok) event.waitUntil(cache.put(event.request, response.clone()));
  return response;
}
