import { asGranaryError, GranaryError, invalid } from '../errors.js';

/** WebNN's limit of one constant: the largest 32-bit signed number. */
export const largestConstant = 2 ** 31 - 1;

/** What a message calls a tensor. */
export const called = (tensor: string) => `The tensor ${JSON.stringify(tensor)}`;

/** A constant or a model that WebNN does not take, however much memory there is. */
export function tooLarge(
  limit: 'constant' | 'model',
  details: Record<string, unknown>,
  cause?: unknown,
): GranaryError {
  const message =
    limit === 'constant'
      ? `${called(String(details.tensor))} is too large for one constant of WebNN: ${details.size} bytes.`
      : 'The model is too large for one graph of WebNN.';
  const advice = details.size === undefined || Number(details.size) <= largestConstant ? privateWindow : '';
  return new GranaryError(message + advice, { code: 'UNSUPPORTED', details: { ...details, limit }, cause });
}

const privateWindow = ' In a private window the limits are lower: try a normal window.';

/** Turns what WebNN threw at a constant, or at the build of a graph, into an error of Granary. */
export function refusedByWebnn(failure: unknown, details: Record<string, unknown> = {}): GranaryError {
  const { name, message } = asError(failure);
  if (/over inline limit/i.test(message)) return tooLarge('constant', details, failure);
  if (/model too large/i.test(message)) return tooLarge('model', details, failure);
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
