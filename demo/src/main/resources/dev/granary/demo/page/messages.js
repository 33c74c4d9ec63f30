// What happened last, as a sentence: spoken, and in sight at the bottom of the window.

import { byId, element } from './dom.js';

/** What a reader may do about it. */
const ADVICE = {
  QUOTA: 'Delete something, or store less.',
  CORRUPT: 'Delete the file and store it again.',
  CLOSED: 'Reload the page.',
  BLOCKED: 'Close the other tabs that show this page.',
  VERSION: 'Reload the page to get its newer version.',
  GATED: 'This page has no token: the refusal is what it shows.',
  NETWORK: 'What has come is kept; resume it when the server is back.',
};

const closed = (sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/** Two things are a conflict: what was stopped can be gone on with, what was overtaken is done by another. */
function advice(code, details) {
  if (code !== 'CONFLICT') return ADVICE[code];
  if (details.paused) return 'What has come is kept; resume it whenever you like.';
  return details.discarded ? 'What had come is gone.' : 'Another tab changed the same; try again.';
}

export function say(sentence) {
  byId('status').textContent = sentence;
}

/** An error stays until it is dismissed, by its button or by the next thing that somebody does. */
export function dismiss() {
  byId('alert').replaceChildren();
}

export function complain(what, error) {
  // A DOMException's code is a number from long ago; its name says more.
  const code = typeof error?.code === 'string' ? error.code : (error?.name ?? 'ERROR');
  const sentences = [what, error?.message || String(error), advice(code, error?.details ?? {})]
    .filter(Boolean)
    .map(closed);
  const button = element('button', { type: 'button', id: 'dismiss', class: 'quiet' }, 'Dismiss');
  button.addEventListener('click', () => {
    dismiss();
    byId('files-heading').focus({ preventScroll: true });
  });
  say('');
  byId('alert').replaceChildren(
    element('p', {}, element('span', { class: 'code', 'data-code': code }, code), sentences.join(' ')),
    button,
  );
}
