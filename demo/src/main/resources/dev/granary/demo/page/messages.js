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
  CONFLICT: 'Another tab wrote the same file; try again.',
};

const closed = (sentence) => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

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
  const sentences = [what, error?.message || String(error), ADVICE[code]].filter(Boolean).map(closed);
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
