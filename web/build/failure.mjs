/** A failure that explains itself: its message is shown without a stack. */
export function failure(message) {
  return Object.assign(new Error(message), { expected: true });
}
