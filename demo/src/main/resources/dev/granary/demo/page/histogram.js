// Draws how often the values of a tensor occur.

import { element } from './dom.js';
import * as format from './format.js';

const BINS = 48;
const WIDTH = 480;
const HEIGHT = 96;

/** A histogram reads the whole tensor into memory; a larger one is refused. */
const LARGEST = 64 * 1024 * 1024;

const SVG = 'http://www.w3.org/2000/svg';

export async function histogramOf(model, { name, byteSize }) {
  if (byteSize > LARGEST) {
    throw new Error(
      `The tensor has ${format.bytes(byteSize)}; choose one of ${format.bytes(LARGEST)} at most`,
    );
  }
  const { data } = await model.tensor(name, { as: 'float32' });
  const { counts, low, high, mean, others } = count(data);
  const summary =
    `${name}: ${format.count(data.length, 'value')} from ${number(low)} to ${number(high)}, ` +
    `${number(mean)} on average${others > 0 ? `, and ${others.toLocaleString('en')} that are no numbers` : ''}.`;
  return element('figure', {}, draw(counts), element('figcaption', { class: 'hint' }, summary));
}

function count(data) {
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  let finite = 0;
  for (const value of data) {
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
      finite++;
    }
  }
  const counts = new Array(BINS).fill(0);
  const scale = high > low ? BINS / (high - low) : 0;
  for (const value of data) {
    if (Number.isFinite(value)) counts[Math.min(BINS - 1, Math.floor((value - low) * scale))]++;
  }
  return { counts, low, high, mean: sum / finite, others: data.length - finite };
}

function draw(counts) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('aria-hidden', 'true');
  const highest = Math.max(...counts);
  counts.forEach((each, at) => {
    const bar = document.createElementNS(SVG, 'rect');
    const height = (HEIGHT * each) / highest;
    const place = { x: (at * WIDTH) / BINS, y: HEIGHT - height, width: WIDTH / BINS - 1, height };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, String(value));
    svg.append(bar);
  });
  return svg;
}

function number(value) {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}
