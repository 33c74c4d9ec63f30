// Shows the tensors of a model as a table, and the values of one as a histogram.

import { element } from './dom.js';
import * as format from './format.js';
import { histogramOf } from './histogram.js';
import { complain } from './messages.js';

/** More rows would make the page slow; large models have thousands of tensors. */
const MOST_ROWS = 200;

export function tensorTable(model) {
  const shown = model.tensors.slice(0, MOST_ROWS);
  const hidden = model.tensors.length - shown.length;
  const hint = element('p', { class: 'hint' }, 'Press a name to see its values.');
  const place = element('div', { class: 'histogram', 'aria-live': 'polite' }, hint);
  const body = element('tbody', {}, ...shown.map((tensor) => row(model, tensor, place)));
  const head = ['Name', 'Type', 'Shape', 'Size'];
  const table = element(
    'table',
    {},
    element('caption', { class: 'unseen' }, `Tensors of ${model.id}, version ${model.version}`),
    element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name)))),
    body,
  );
  const scrolling = element(
    'div',
    { class: 'scrolling', role: 'region', tabindex: '0', 'aria-label': `Tensors of ${model.id}` },
    table,
  );
  const rest =
    hidden > 0 ? [element('p', { class: 'hint' }, `And ${format.count(hidden, 'more tensor')}.`)] : [];
  return element('div', {}, scrolling, ...rest, place);
}

function row(model, tensor, place) {
  const { name, dataType, shape, byteSize } = tensor;
  const button = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'data-tensor': name,
      'aria-label': `${name}: show its values`,
      onclick: async () => {
        try {
          place.replaceChildren(await histogramOf(model, tensor));
        } catch (error) {
          complain(`The page could not show the values of “${name}”.`, error);
        }
      },
    },
    name,
  );
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, button),
    element('td', {}, dataType),
    element('td', { class: 'shape' }, shape.length > 0 ? shape.join(' × ') : 'one number'),
    element('td', { class: 'number' }, format.bytes(byteSize)),
  );
}
