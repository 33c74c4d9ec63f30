// A service worker may import scripts only while it is first evaluated; hence the query instead of
// a message.
const query = new URLSearchParams(location.search);
importScripts('harness.js', ...query.getAll('library'), ...query.getAll('script'));

addEventListener('install', () => skipWaiting());
addEventListener('message', (event) => {
  if (event.data !== 'run') return;
  const [port] = event.ports;
  event.waitUntil(harness.run().then((outcome) => port.postMessage(outcome)));
});
