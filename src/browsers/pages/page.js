// Runs the scripts that the query names, in the context that it names, and keeps the promise of the
// outcome.
import './harness.js';

const { search } = location;

const contexts = {
  async page() {
    await harness.load((path) => import(path));
    return harness.run();
  },
  'module-worker': () => fromWorker(new Worker(`module-worker.js${search}`, { type: 'module' })),
  'classic-worker': () => fromWorker(new Worker(`classic-worker.js${search}`)),
  'service-worker': () => fromServiceWorker('service-worker.js'),
  'module-service-worker': () => fromServiceWorker('module-service-worker.js', { type: 'module' }),
};

globalThis.outcome = contexts[new URLSearchParams(search).get('context')]();

function fromWorker(worker) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
  }).finally(() => worker.terminate());
}

async function fromServiceWorker(file, options) {
  let alive;
  const registration = await navigator.serviceWorker.register(`${file}${search}`, options);
  try {
    const active = await activated(registration.installing ?? registration.waiting ?? registration.active);
    const { port1, port2 } = new MessageChannel();
    active.postMessage('run', [port2]);
    // Firefox ends a service worker that has had no event for a minute, even while `waitUntil` waits.
    alive = setInterval(() => active.postMessage('stay'), 10_000);
    return await new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  } finally {
    clearInterval(alive);
    await registration.unregister();
  }
}

function activated(worker) {
  return new Promise((resolve, reject) => {
    function look() {
      if (worker.state === 'activated') resolve(worker);
      if (worker.state === 'redundant') reject(new Error('The service worker was not installed'));
    }
    worker.addEventListener('statechange', look);
    look();
  });
}
