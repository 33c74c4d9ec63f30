// The server puts in front of this the imports of the harness, the library and the scripts that the query names: a service worker
// may import nothing later.
harness.granary = library;

addEventListener('install', () => skipWaiting());
addEventListener('message', (event) => {
  if (event.data !== 'run') return;
  const [port] = event.ports;
  event.waitUntil(harness.run().then((outcome) => port.postMessage(outcome)));
});
