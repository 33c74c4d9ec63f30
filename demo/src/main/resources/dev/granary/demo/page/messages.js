// Shows the last event as a sentence: screen readers speak it, and it stays visible at the bottom
// of the window.

import { byId, element } from './dom.js';

/** What a visitor can do about an error. */
const ADVICE = {
  QUOTA: 'Delete something, or store less.',
  CORRUPT: 'Press “Verify” below Storage, then store what is damaged again.',
  HTTP: 'Check the address, then try again.',
  UNSUPPORTED: 'Choose another file, or another browser.',
  CLOSED: 'Reload the page.',
  BLOCKED: 'Close the other tabs that show this page.',
  VERSION: 'Reload the page to get its newer version.',
  GATED: 'The repository needs a token, and this page has none: it shows how the hub refuses.',
  NETWORK: 'The downloaded part is kept. Resume when the server is back.',
};

const closed = (sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/**
 * CONFLICT has two reasons: a visitor can resume a download that was stopped; a call that another
 * tab overtook must be repeated.
 */
function advice(code, details) {
  if (code !== 'CONFLICT') return ADVICE[code];
  if (details.paused) return 'The downloaded part is kept. Resume at any time.';
  return details.discarded
    ? 'The downloaded part was deleted.'
    : 'Another tab made a change at the same time. Try again.';
}

export function say(sentence) {
  byId('status').textContent = sentence;
}

/**
 * Removes the error. An error stays until the visitor presses its button or starts another action.
 */
export function dismiss() {
  byId('alert').replaceChildren();
}

export function complain(what, error) {
  // The code of a DOMException is an old number; its name says more.
  const code = typeof error?.code === 'string' ? error.code : (error?.name ?? 'ERROR');
  const sentences = [what, error?.message || String(error), advice(code, error?.details ?? {})]
    .filter(Boolean)
    .map(closed);
  const button = element('button', { type: 'button', id: 'dismiss', class: 'quiet' }, 'Dismiss');
  button.addEventListener('click', () => {
    dismiss();
    byId('models-heading').focus({ preventScroll: true });
  });
  say('');
  byId('alert').replaceChildren(
    element('p', {}, element('span', { class: 'code', 'data-code': code }, code), sentences.join(' ')),
    button,
  );
}
