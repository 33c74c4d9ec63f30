// Ends a worker at every named step of the protocol: before the step's transaction begins, at the first
// change in the transaction, and after the transaction is complete but before the worker knows.
import assert from 'node:assert/strict';

export const name = 'faults';
export const engines = ['chromium', 'firefox'];

const always = { key: '100000 of 1', other: '10000 of 2', document: 1 };
const put = ['file.begin', 'file.chunk', 'file.chunk', 'file.commit'];

/**
 * Gives for each operation its `steps`, the records `after` it, and the step that `decides`: from then on the
 * records are as in `after`. A record in `maybe` may have its old or its new state at any step.
 */
const operations = {
  put: { steps: put, after: { new: '100000 of 3' }, decides: 'file.commit' },
  overwrite: { steps: put, after: { key: '100000 of 3' }, decides: 'file.commit' },
  'small put': { steps: ['file.put'], after: { new: '1000 of 3' }, decides: 'file.put' },
  'slow put': {
    steps: ['file.begin', 'file.touch', 'file.touch', 'file.chunk', 'file.chunk', 'file.commit'],
    after: { new: '100000 of 3' },
    decides: 'file.commit',
  },
  'put of a source that fails': { steps: ['file.begin', 'file.chunk', 'file.discard'], after: {} },
  'put without room': {
    steps: ['file.begin', 'journal.expire', 'sweep', 'evict', 'file.chunk', 'file.commit'],
    after: { new: '100000 of 3' },
    decides: 'file.commit',
    maybe: { key: undefined },
  },
  import: { steps: put, after: { new: '100000 of 3' }, decides: 'file.commit' },
  repair: {
    steps: ['file.repair', 'recount'],
    there: { new: 'CORRUPT' },
    after: { new: 'whole' },
    decides: 'file.repair',
  },
  'two deletions at once': {
    steps: ['file.delete'],
    after: { key: undefined, other: undefined },
    decides: 'file.delete',
  },
  'delete on a full disk': {
    steps: ['file.delete', 'file.delete', 'bare deletion'],
    after: { key: undefined },
    decides: 'bare deletion',
  },
  delete: { steps: ['file.delete'], after: { key: undefined }, decides: 'file.delete' },
  pin: { steps: ['file.pin'], after: { key: '100000 of 1, pinned' }, decides: 'file.pin' },
  'document put': { steps: ['document.put'], after: { document: 2 }, decides: 'document.put' },
  'document delete': {
    steps: ['document.delete'],
    after: { document: undefined },
    decides: 'document.delete',
  },
  clear: {
    steps: ['clear', 'clear', 'sweep', 'recount'],
    after: {},
    maybe: { key: undefined, other: undefined, document: undefined },
  },
  'last use': { steps: ['access'], after: {} },
};

/**
 * Names the operations whose number of transactions varies: making space takes as many attempts as it needs,
 * and on a busy machine the sweep in the background, 400 ms after the deletion, comes before that of `clear`.
 */
const varying = ['put without room', 'clear'];

export async function run({ launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch();
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/faults.js'))`);
  const databases = [];
  const ended = new Set();

  const begin = async (name, operation) => {
    // An unfinished import stays: a caller may resume it.
    if (operation !== 'import') databases.push(name);
    // This operation needs space, and finds the unfinished file of another worker.
    if (operation !== 'put without room') return;
    const stop = { nth: 2, moment: 'after' };
    await page.evaluate('(it) => faults.end(it)', { name, operation: 'put beside it', stop });
  };

  // On a busy machine, the sweep in the background, 400 ms after a deletion, can come within the operation, which then
  // has a step more: it is run again.
  const wholeRun = async (operation, steps, attempt = 1) => {
    const name = `${operation}, whole ${attempt}`;
    await begin(name, operation);
    const commits = await page.evaluate('(it) => faults.whole(it)', { name, operation });
    const found = commits.map((changes, index) => stepOf(operation, changes, index));
    const asExpected = operation === 'put without room' || found.join() === steps.join();
    return asExpected || attempt === 3 ? { found, commits } : wholeRun(operation, steps, attempt + 1);
  };

  for (const [operation, { steps, there, after, decides, maybe = {} }] of Object.entries(operations)) {
    await check(`a worker ended at every step of: ${operation}`, async () => {
      const { found, commits } = await wholeRun(operation, steps);
      // The number of attempts to make space is not fixed: compare only which steps occur.
      if (operation === 'put without room') assert.deepEqual([...new Set(found)].sort(), [...steps].sort());
      else assert.deepEqual(found, steps);

      // In parallel: an engine needs seconds to end a busy worker.
      const moments = found.flatMap((step, index) =>
        (commits[index] ? ['before', 'within', 'after'] : ['before', 'after']).map((moment) => ({
          step,
          index,
          moment,
        })),
      );
      await Promise.all(
        moments.map(async ({ step, index, moment }) => {
          const name = `${operation}, ${moment} ${index + 1}`;
          await begin(name, operation);
          const stop = { nth: index + 1, moment };
          if (!(await page.evaluate('(it) => faults.end(it)', { name, operation, stop }))) {
            // This run may need fewer transactions than the first one. The check below counts the ended
            // steps.
            assert.ok(varying.includes(operation), `${name}: the worker did not reach this step`);
            return;
          }
          ended.add(`${step} ${moment}`);
          const committed = found.slice(0, moment === 'after' ? index + 1 : index);
          const expected = { ...always, ...there, ...(committed.includes(decides) ? after : {}) };
          const left = await page.evaluate('(name) => faults.look(name)', name);
          assert.deepEqual(left.told, left.counted, `${name}: statistics and recount`);
          for (const key of ['key', 'other', 'new', 'document']) {
            const allowed = [expected[key], ...(key in maybe ? [maybe[key]] : [])];
            assert.ok(
              allowed.includes(left.found[key]),
              `${name}: ${key} is ${left.found[key]}, of ${allowed}`,
            );
          }
        }),
      );
    });
  }

  await check('a worker was ended at every moment of every named step', async () => {
    const steps = [...new Set(Object.values(operations).flatMap(({ steps }) => steps))];
    const missed = steps.flatMap((step) =>
      ['before', 'within', 'after'].map((moment) => `${step} ${moment}`),
    );
    assert.deepEqual(
      missed.filter((each) => !ended.has(each)),
      [],
    );
  });
  await check('no unfinished file is left in any database', async () => {
    assert.deepEqual(await page.evaluate('(names) => faults.unfinished(names)', databases), []);
  });
  await browser.close();
}

/** Names the step that makes these changes, for example "files+ journals-". */
function stepOf(operation, changes, index) {
  const does = (change) => changes.split(' ').includes(change);
  if (operation === 'repair') return does('files+') ? 'file.repair' : 'recount';
  if (operation === 'delete on a full disk') return does('meta+') ? 'file.delete' : 'bare deletion';
  // A step that finds no space changes nothing.
  if (changes === '' || (does('journals+') && does('blobs+'))) return 'file.chunk';
  if (does('journals+')) return index === 0 ? 'file.begin' : 'file.touch';
  if (does('files+') && does('blobs+')) return 'file.put';
  if (does('files+')) return does('journals-') ? 'file.commit' : 'file.pin';
  if (does('journals-')) return operation === 'put without room' ? 'journal.expire' : 'file.discard';
  if (operation === 'clear' && (does('files-') || does('documents-'))) return 'clear';
  if (does('files-')) return operation.includes('delet') ? 'file.delete' : 'evict';
  if (does('documents+')) return 'document.put';
  if (does('documents-')) return 'document.delete';
  if (operation === 'clear' && !does('chunks-')) return 'recount';
  return does('access+') ? 'access' : 'sweep';
}
