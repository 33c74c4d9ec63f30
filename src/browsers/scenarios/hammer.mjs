// Two tabs hammer the same keys. Every read is one of the committed values, no reader ever goes back in time, and
// what is left is what the statistics say. GRANARY_LONG=1 makes it a minute, and then eight
// tabs for ten.
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
      assert.ok(progressOfOthers > 10 && changes > stored.length, 'it heard little of the other tab');
    }
  });

  await check('nobody was refused but by a clear', async () => assertFewRefused(reports));
  await check('every read was one of the committed values', async () => assertCommitted(reports));
  await check('no reader went back in time', async () => assertForward(reports));
  await check('what is left is whole, and is what the statistics say', async () => {
    const { told, counted } = await tabs.x.evaluate('() => hammer.recount()');
    assert.deepEqual(told, counted);
  });
  await browser.close();
  if (long) await soak({ launch, server, check, fact });
}

// Eight tabs for ten minutes: what is stored adds up, and the browser has not grown.
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
    `eight tabs hammer for ${soakMinutes} minutes, and every read is a committed value`,
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
  await check('the statistics are what a recount says', async () => {
    const { told, counted } = await tabs.p.evaluate('() => hammer.recount()');
    assert.deepEqual(told, counted);
  });
  await check('memory is flat', async () => {
    assert.ok(quarters[3] < quarters[1] * 1.2 + 50, `it went from ${quarters[1]} to ${quarters[3]} MiB`);
  });
  await browser.close();
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function openTab(browser, server) {
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/hammer.js'))`);
  return page;
}

/** What all tabs report after so much time. */
const hammering = (tabs, milliseconds) =>
  Promise.all(
    Object.entries(tabs).map(([tab, page]) =>
      page.evaluate('(order) => hammer.run(order)', { tab, milliseconds }),
    ),
  );

// Puts of a key go one after the other: only a clear takes the journal of one that is under way, one in each loop.
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
    assert.deepEqual(strange, [], `${reader} saw what was never committed`);
  }
}

// A writer stores one version after the other: once a reader has seen one, an older one of it must not come back.
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
