// One of several tabs: it has a store open, receives its events, and puts what the scenario
// releases.
const options = { name: 'tabs', chunkSize: 100_000 };
const gates = {};

// Exact also in a background page, where timers may be seconds late.
const { port1, port2 } = new MessageChannel();
globalThis.pause = async (milliseconds) => {
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage('next');
    });
  }
};

globalThis.tab = {
  outcomes: {},

  /** Opens the store; without locks it behaves as on an origin where there are none. */
  async open({ locks = true } = {}) {
    if (!locks) Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
    tab.store = await granary.open(options);
    tab.heard = [];
    for (const type of ['change', 'progress', 'evict', 'quota', 'close']) {
      tab.store.addEventListener(type, ({ detail }) =>
        tab.heard.push({ type, at: performance.now(), ...detail }),
      );
    }
  },

  /**
   * Begins a put of 350,000 bytes, which continues after its first 250,000 when the scenario
   * releases it. Keeps the outcome under its name.
   */
  begin({ name, key = 'key', seed }) {
    const open = new Promise((resolve) => (gates[name] = resolve));
    const bytes = contentOf(350_000, seed);
    let pulled = 0;
    const source = new ReadableStream(
      {
        async pull(controller) {
          if (pulled++ === 0) return controller.enqueue(bytes.slice(0, 250_000));
          await open;
          controller.enqueue(bytes.slice(250_000));
          controller.close();
        },
        cancel: () => (tab.outcomes[`source of ${name}`] = 'cancelled'),
      },
      { highWaterMark: 0 },
    );
    const aborter = new AbortController();
    gates[`abort ${name}`] = () => aborter.abort(new Error('aborted by the test'));
    tab.store.files.put(key, source, { size: bytes.length, signal: aborter.signal }).then(
      () => (tab.outcomes[name] = 'stored'),
      (error) => (tab.outcomes[name] = error.code ?? error.message),
    );
  },

  let: (name) => gates[name](),

  /** Returns the outcome, or nothing when none arrives within that time. */
  async outcome({ name, within }) {
    for (const end = performance.now() + within; performance.now() < end;) {
      if (tab.outcomes[name]) return tab.outcomes[name];
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return tab.outcomes[name] ?? 'nothing yet';
  },

  /** Returns the seed whose content the key has; null for no file, 0 for none of the seeds. */
  async seedOf({ key = 'key', seeds }) {
    const file = await tab.store.files.get(key);
    if (!file) return null;
    const bytes = await file.bytes();
    return seeds.find((seed) => sameBytes(bytes, 350_000, seed)) ?? 0;
  },

  /** Returns every received event of a type, once one matches or the time is over. */
  async hear({ type, fits = {}, within = 3000 }) {
    const events = () => tab.heard.filter((event) => event.type === type);
    const fitting = (event) => Object.entries(fits).every(([name, value]) => event[name] === value);
    for (const end = performance.now() + within; performance.now() < end && !events().some(fitting);) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return events();
  },
};
