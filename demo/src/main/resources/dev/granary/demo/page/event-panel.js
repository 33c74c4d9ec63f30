// Lists what Granary reports of this tab and of all others, the newest first.

import { byId, element } from './dom.js';
import * as format from './format.js';

const LONGEST = 40;

const SENTENCES = {
  change: ({ kind, key, action }) =>
    action === 'clear' ? 'Everything was deleted.' : `${kind} “${key}”: ${action}`,
  progress: ({ key, phase, loaded, total }) =>
    `“${key}”: ${phase}, ${format.bytes(loaded)}${total ? ` of ${format.bytes(total)}` : ''}`,
  evict: ({ kind, key, bytes }) => `${kind} “${key}” was evicted and freed ${format.bytes(bytes)}.`,
  quota: ({ usage, quota }) => `${format.bytes(usage)} of ${format.bytes(quota)} are used.`,
  close: ({ reason }) => `The store was closed: ${reason}`,
};

export function showEvents(granary) {
  const list = byId('event-list');
  for (const [type, sentence] of Object.entries(SENTENCES)) {
    granary.addEventListener(type, ({ detail }) => {
      const about = `${type} ${detail.key ?? ''}`;
      const newest = list.firstElementChild;
      // Progress comes ten times a second: one line is enough for each download.
      const line = type === 'progress' && newest?.dataset.about === about ? newest : element('li', {});
      line.dataset.about = about;
      line.replaceChildren(
        element('time', {}, format.clock(Date.now())),
        element('code', {}, type),
        element('span', {}, sentence(detail)),
      );
      list.prepend(line);
      while (list.childElementCount > LONGEST) list.lastElementChild.remove();
      byId('events-empty').hidden = true;
    });
  }
}
