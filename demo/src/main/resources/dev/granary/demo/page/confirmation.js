// Asks the visitor before something is deleted.

import { byId } from './dom.js';

/** Resolves to whether the visitor agrees. */
export function confirmed({ question, what, yes, no = 'Cancel' }) {
  const dialog = byId('confirmation');
  byId('confirmation-question').textContent = question;
  byId('confirmation-what').textContent = what;
  byId('confirmation-yes').textContent = yes;
  byId('confirmation-no').textContent = no;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

/** Connects the buttons of the dialog, once. */
export function connectConfirmation() {
  byId('confirmation-no').addEventListener('click', () => byId('confirmation').close('no'));
  byId('confirmation-yes').addEventListener('click', () => byId('confirmation').close('yes'));
}
