/** Creates an error with a clear message, which the build prints without a stack. */
export function failure(message) {
  return Object.assign(new Error(message), { expected: true });
}
