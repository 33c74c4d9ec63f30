// Collects and runs tests in every context: as a module, by <script> or by importScripts.
(() => {
  const testTimeout = 15_000;
  const query = new URLSearchParams(location.search);
  const tests = [];
  const facts = {};

  Object.assign(globalThis, {
    test(name, body) {
      tests.push({ name, body });
    },
    assert(condition, message) {
      if (!condition) throw new Error(message);
    },
    assertEqual(actual, expected, subject = 'value') {
      const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
      if (found !== wanted) throw new Error(`${subject}: expected ${wanted}, found ${found}`);
    },
    // Records what an engine does where both answers are allowed: the report shows facts, and
    // judges none.
    fact(name, value) {
      facts[name] = String(value);
    },
    harness: {
      engine: query.get('engine'),
      context: query.get('context'),
      // Another origin than this one, with the same files.
      elsewhere: query.get('elsewhere'),
      violations: [],
      // Classic workers import the library and the scripts themselves; there the library is a
      // global.
      async load(importModule) {
        for (const library of query.getAll('library')) harness.granary = await importModule(library);
        for (const script of query.getAll('script')) await importModule(script);
      },
      async run() {
        harness.granary ??= globalThis.granary;
        const results = [];
        for (const each of tests) results.push(await resultOf(each));
        return { results, facts };
      },
    },
  });

  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    harness.violations.push(`${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`),
  );

  const stray = [];
  addEventListener('error', (event) => stray.push(event));
  addEventListener('unhandledrejection', (event) => stray.push(event));

  async function resultOf({ name, body }) {
    stray.length = 0;
    const started = performance.now();
    const result = { name, status: 'passed' };
    try {
      await inTime(body());
      const unexpected = stray.find((event) => !event.defaultPrevented);
      if (unexpected) throw unexpected.error ?? unexpected.reason ?? new Error(unexpected.message);
    } catch (error) {
      result.status = 'failed';
      result.message = describe(error);
    }
    result.milliseconds = Math.round(performance.now() - started);
    return result;
  }

  async function inTime(running) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(reject, testTimeout, new Error(`no result after ${testTimeout} ms`));
    });
    try {
      await Promise.race([running, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function describe(error) {
    const cause = error?.cause ? `, caused by ${describe(error.cause)}` : '';
    return `${error?.name}: ${error?.message}${cause}`;
  }
})();
