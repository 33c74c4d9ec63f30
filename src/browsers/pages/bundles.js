// Runs a bundle in the context that a scenario asks for, and tells which workers the bundle itself has started.
const started = [];

// A page's worker that answered has been loaded.
globalThis.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    const worker = { url: String(url), answered: false };
    started.push(worker);
    this.addEventListener('message', () => (worker.answered = true));
  }
};

const violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  violations.push(`${violatedDirective} ${blockedURI}`),
);

const contexts = {
  async page(script, settings) {
    await import(script);
    return order(settings);
  },
  'module-worker': (script, settings) => fromWorker(new Worker(script, { type: 'module' }), settings),
  'classic-worker': (script, settings) => fromWorker(new Worker(script), settings),
  'module-service-worker': (script, settings) => fromServiceWorker(script, { type: 'module' }, settings),
  'classic-service-worker': (script, settings) => fromServiceWorker(script, {}, settings),
};

/** What the bundle reports or fails with, the workers it started, and what broke the policy. */
globalThis.runBundle = async ({ context, script, settings }) => {
  started.length = violations.length = 0;
  // An error is told as text: Firefox's driver loses what a call rejects with.
  const outcome = await contexts[context](script, settings).then(
    (report) => ({ report }),
    (error) => ({ error: `${error}` }),
  );
  return { ...outcome, violations, workers: context === 'page' ? started : [] };
};

/** Whether this engine runs modules as service workers: true, or what it says in place of that. */
globalThis.takesModuleServiceWorkers = async () => {
  const silent = new Promise((resolve) => setTimeout(resolve, 20_000, 'nothing happened for 20 s'));
  const registering = navigator.serviceWorker.register('/module-probe.js', { type: 'module' });
  const answer = registering.then(
    async (registration) => {
      await activated(registration);
      await registration.unregister();
      return true;
    },
    ({ name, message }) => `${name}: ${message}`,
  );
  return Promise.race([answer, silent]);
};

async function fromWorker(worker, settings) {
  const broken = new Promise((_, reject) => {
    worker.onerror = ({ message }) => reject(new Error(`The worker failed: ${message}`));
  });
  try {
    return await Promise.race([ordered(worker, settings), broken]);
  } finally {
    worker.terminate();
  }
}

async function fromServiceWorker(script, options, settings) {
  const registration = await navigator.serviceWorker.register(script, options);
  try {
    return await ordered(await activated(registration), settings);
  } finally {
    await registration.unregister();
  }
}

function activated({ installing, waiting, active }) {
  const worker = installing ?? waiting ?? active;
  return new Promise((resolve, reject) => {
    function look() {
      if (worker.state === 'activated') resolve(worker);
      if (worker.state === 'redundant') reject(new Error('The service worker was not installed'));
    }
    worker.addEventListener('statechange', look);
    look();
  });
}

async function ordered(worker, settings) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(settings, [port2]);
  const { report, error } = await answer;
  if (error) throw new Error(error);
  return report;
}
