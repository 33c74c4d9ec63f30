// Shows the sizes of the database, and the browser's quota.

import { byId, element } from './dom.js';
import * as format from './format.js';

const BACKENDS = { indexeddb: 'IndexedDB', memory: 'memory, until the page closes' };
const FORMS = { blob: 'as Blobs', buffer: 'as buffers', memory: 'as arrays' };

export function showStats(stats, granary) {
  showBar(stats);
  byId('storage-facts').replaceChildren(
    sizeFact('logical', 'Size of all files', stats.logicalBytes),
    sizeFact('stored', 'Stored', stats.storedBytes, shared(stats)),
    sizeFact(
      'garbage',
      'Garbage',
      stats.garbageBytes,
      stats.garbageBytes > 0 &&
        'Chunks that no file uses any more. Granary deletes them later, or when it needs the space.',
    ),
    sizeFact('unfinished', 'Unfinished', stats.unfinishedBytes),
    fact(
      'chunks',
      'Chunks',
      stats.chunkCount,
      `${stats.chunkCount.toLocaleString('en')}, ${FORMS[granary.chunkForm]}`,
    ),
    fact('backend', 'Backend', granary.backend, BACKENDS[granary.backend]),
    fact(
      'persisted',
      'Kept',
      stats.persisted,
      stats.persisted ? 'until you delete it' : 'while the disk has space',
    ),
  );
}

function showBar({ storedBytes, garbageBytes, usage, quota }) {
  const named = Math.max(storedBytes - garbageBytes, 0);
  const whole = quota || Math.max(storedBytes, 1);
  setShare('.stored', named, whole);
  setShare('.garbage', garbageBytes, whole);
  byId('storage-summary').textContent = quota
    ? `${format.bytes(Math.max(usage ?? 0, storedBytes))} used of the ${format.bytes(quota)} that this browser allows`
    : 'This browser does not report its quota.';
}

/** Shows every part that exists, even when its share of the whole is tiny. */
function setShare(segment, part, whole) {
  const { style } = byId('storage-bar').querySelector(segment);
  style.setProperty('--share', `${Math.min((100 * part) / whole, 100)}%`);
  style.setProperty('--least', part > 0 ? '3px' : '0');
}

function shared({ logicalBytes, storedBytes, garbageBytes, unfinishedBytes }) {
  const saved = logicalBytes - (storedBytes - garbageBytes - unfinishedBytes);
  return saved > 0 && `${format.bytes(saved)} saved: equal chunks are stored once.`;
}

function sizeFact(name, label, bytes, explained) {
  return fact(name, label, bytes, format.bytes(bytes), explained);
}

/** Makes a fact. `data` carries the plain figure for programs that read the page. */
function fact(name, label, value, text, explained) {
  return element(
    'div',
    {},
    element('dt', {}, label),
    element('dd', {}, element('data', { id: `stat-${name}`, value: String(value) }, text)),
    ...(explained ? [element('dd', { class: 'explained' }, explained)] : []),
  );
}
