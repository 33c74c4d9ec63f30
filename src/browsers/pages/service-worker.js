// A service worker may import scripts only while it is first evaluated: hence the query, not a message.
importScripts('harness.js', ...new URLSearchParams(location.search).getAll('script'));

addEventListener('install', () => skipWaiting());
addEventListener('message', (event) => {
  const [port] = event.ports;
  event.waitUntil(harness.run().then((outcome) => port.postMessage(outcome)));
});
