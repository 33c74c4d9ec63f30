// Shows how long stores, loads and inferences took.

import { byId, element } from './dom.js';
import * as format from './format.js';

const timings = new Map();

/**
 * Adds a measurement.
 *
 * @param what names the operation
 * @param bytes how many bytes it moved, where a speed means something
 * @param note what it ran with
 */
export function record(what, { seconds, bytes, note = '' }) {
  const name = note ? `${what}, ${note}` : what;
  const timing = timings.get(name) ?? { times: [], row: addRow(name) };
  timings.set(name, timing);
  timing.times.push(seconds);
  const sorted = [...timing.times].sort((left, right) => left - right);
  const cells = [
    format.duration(seconds),
    format.duration(sorted[Math.floor(sorted.length / 2)]),
    bytes >= 1e6 ? format.speed(bytes / seconds) : '',
  ];
  const times = element(
    'span',
    { class: 'times' },
    `\u00d7\u00a0${timing.times.length.toLocaleString('en')}`,
  );
  timing.row.replaceChildren(
    element('th', { scope: 'row' }, `${name} `, times),
    ...cells.map((text) => element('td', {}, text)),
  );
  if (timing.times.length > 1000) timing.times.shift();
}

function addRow(name) {
  byId('timings-empty').hidden = true;
  byId('timings-table').hidden = false;
  const row = element('tr', { 'data-timing': name });
  byId('timings').append(row);
  return row;
}
