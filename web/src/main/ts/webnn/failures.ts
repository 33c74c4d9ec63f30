import { asGranaryError, GranaryError, invalid } from '../errors.js';

/** WebNN's limit of one constant: the largest 32-bit signed number. */
export const largestConstant = 2 ** 31 - 1;

/** What a message calls a tensor. */
export const called = (tensor: string) => `The tensor ${JSON.stringify(tensor)}`;

/** A constant that is larger than WebNN takes. */
export function constantTooLarge(tensor: string, size: number, most: number): GranaryError {
  const message = `${called(tensor)} is too large for a constant of WebNN: ${size} bytes, and at most ${most} fit.`;
  return new GranaryError(message, {
    code: 'UNSUPPORTED',
    details: { limit: 'constant', tensor, size, most },
  });
}

/** Says what a build found too large, if that is why it failed. WebNN does not say how large it may be. */
export function tooLarge(failure: unknown): GranaryError | undefined {
  const { message } = asError(failure);
  const limit = /over inline limit/i.test(message)
    ? 'constant'
    : /model too large/i.test(message)
      ? 'model'
      : undefined;
  if (!limit) return undefined;
  const said = `The ${limit} is too large for WebNN. In a private window the limits are lower: try a normal window.`;
  return new GranaryError(said, { code: 'UNSUPPORTED', details: { limit }, cause: failure });
}

/** Turns what WebNN threw at a constant, or at the build of a graph, into an error of Granary. */
export function refusedByWebnn(failure: unknown, details: Record<string, unknown> = {}): GranaryError {
  const { name, message } = asError(failure);
  const large = tooLarge(failure);
  if (large) return large;
  if (name === 'InvalidStateError') {
    const what = 'The MLGraphBuilder has built its graph already, or its context is lost';
    return invalid(`${what}: make a new one. (${message})`, details, failure);
  }
  if (name === 'TypeError') return invalid(`WebNN refuses this call: ${message}`, details, failure);
  return asGranaryError(failure);
}

/** The name and the message of what was thrown. */
export function asError(failure: unknown): { name: string; message: string } {
  const { name, message } = (failure ?? {}) as Partial<Error>;
  return { name: String(name ?? ''), message: String(message ?? failure) };
}
