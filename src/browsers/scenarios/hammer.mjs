// Two tabs write and read the same keys as fast as they can. Every read gives a committed value, no reader
// sees an older value after a newer one, and the statistics match the stored files. GRANARY_LONG=1 runs this
// for one minute, and then eight tabs for ten minutes.
import assert from 'node:assert/strict';
import { memoryOf } from '../../bench/driver/process-tree.mjs';

export const name = 'hammer';
export const engines = ['chromium', 'firefox'];

const long = process.env.GRANARY_LONG === '1';
const milliseconds = long ? 60_000 : 10_000;
const soakMinutes = 10;
const writersOfATab = 2;

export async function run({ launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch();
  const tabs = { x: await openTab(browser, server), y: await openTab(browser, server) };
  let reports;

  await check(`two tabs hammer the same keys for ${milliseconds / 1000} s`, async () => {
    reports = await hammering(tabs, milliseconds);
    const of = (count) => reports.map(count).join(' + ');
    fact(
      'puts',
      of(({ stored }) => stored.length),
    );
    fact(
      'puts refused',
      of(({ refused }) => refused.length),
    );
    fact(
      'clears',
      of(({ clears }) => clears),
    );
    fact(
      'reads',
      of(({ saw }) => Object.values(saw).flat().length),
    );
    fact(
      'events of progress and change',
      of(({ progressOfOthers, changes }) => `${progressOfOthers} and ${changes}`),
    );
    assert.deepEqual(
      reports.flatMap(({ failures }) => failures),
      [],
      'failures',
    );
    for (const { stored, saw, progressOfOthers, changes } of reports) {
      const read = Object.values(saw)
        .flat()
        .filter((each) => !each.endsWith('nothing'));
      assert.ok(
        stored.length > 10 && read.length > 10,
        `only ${stored.length} puts and ${read.length} reads`,
      );
      assert.ok(
        progressOfOthers > 10 && changes > stored.length,
        'the tab received few events of the other tab',
      );
    }
  });

  await check('no put was refused, except after a clear', async () => assertFewRefused(reports));
  await check('every read gave a committed value', async () => assertCommitted(reports));
  await check('no reader saw an older value after a newer one', async () => assertForward(reports));
  await check('the stored files are whole, and the statistics match a recount', async () => {
    const { told, counted } = await tabs.x.evaluate('() => hammer.recount()');
    assert.deepEqual(told, counted);
  });
  await browser.close();
  if (long) await soak({ launch, server, check, fact });
}

// Runs eight tabs for ten minutes. The statistics match the stored files, and the browser's memory does not
// grow.
async function soak({ launch, server, check, fact }) {
  const browser = await launch();
  const tabs = {};
  for (const tab of 'pqrstuvw') tabs[tab] = await openTab(browser, server);
  const sizes = [];
  const sampler = setInterval(() => sizes.push(Math.round(memoryOf(browser.pid).tree)), 5000);
  const reports = await hammering(tabs, soakMinutes * 60_000);
  clearInterval(sampler);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    median(sizes.slice((quarter * sizes.length) / 4, ((quarter + 1) * sizes.length) / 4)),
  );
  fact(
    'soak, puts',
    reports.reduce((sum, { stored }) => sum + stored.length, 0),
  );
  fact('soak, MiB of the process tree by quarters', quarters.join(', '));

  await check(
    `eight tabs hammer for ${soakMinutes} minutes, and every read gives a committed value`,
    async () => {
      assert.deepEqual(
        reports.flatMap(({ failures }) => failures),
        [],
      );
      assertFewRefused(reports);
      assertCommitted(reports);
      assertForward(reports);
    },
  );
  await check('the statistics match a recount', async () => {
    const { told, counted } = await tabs.p.evaluate('() => hammer.recount()');
    assert.deepEqual(told, counted);
  });
  await check('the memory of the browser does not grow', async () => {
    assert.ok(quarters[3] < quarters[1] * 1.2 + 50, `memory grew from ${quarters[1]} to ${quarters[3]} MiB`);
  });
  await browser.close();
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function openTab(browser, server) {
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/hammer.js'))`);
  return page;
}

/** Runs all tabs for this time and gives their reports. */
const hammering = (tabs, milliseconds) =>
  Promise.all(
    Object.entries(tabs).map(([tab, page]) =>
      page.evaluate('(order) => hammer.run(order)', { tab, milliseconds }),
    ),
  );

// Puts of one key run one after the other. Only a clear can delete the journal of a running put, at most one
// put in each writer's loop.
function assertFewRefused(reports) {
  const refused = reports.flatMap(({ refused }) => refused);
  const clears = reports.reduce((sum, { clears }) => sum + clears, 0);
  assert.ok(
    refused.length <= clears * writersOfATab * reports.length,
    `${refused.length} puts were refused, and there were ${clears} clears: ${refused}`,
  );
}

function assertCommitted(reports) {
  const stored = new Set(reports.flatMap(({ stored }) => stored));
  for (const [reader, saw] of reports.flatMap(({ saw }) => Object.entries(saw))) {
    const strange = saw.filter((each) => !each.endsWith(' nothing') && !stored.has(each));
    assert.deepEqual(strange, [], `${reader} saw values that were never committed`);
  }
}

// A writer stores its versions in order: after a reader has seen one version, it must not see an older one.
function assertForward(reports) {
  for (const [reader, saw] of reports.flatMap(({ saw }) => Object.entries(saw))) {
    const newest = {};
    for (const [key, writer, number] of saw.map((each) => each.split(' '))) {
      const place = `${key} of ${writer}`;
      assert.ok(!(Number(number) < newest[place]), `${reader} saw ${place} ${number} after ${newest[place]}`);
      if (number) newest[place] = Number(number);
    }
  }
}
