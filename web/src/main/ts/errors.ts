import type { RawError } from './shapes.js';

/**
 * The kind of an error:
 * - `INVALID`: the call can never work. An option, key, range or source is wrong; the message names it.
 * - `NOT_FOUND`: the file, document, repository or revision does not exist, or a file was replaced or deleted during
 *   a read (`details.replaced`).
 * - `QUOTA`: there is no room, even after Granary has evicted everything that it may evict.
 * - `INTEGRITY`: the bytes do not match the promised `size` or `sha256`. The file was not stored.
 * - `CORRUPT`: stored bytes have changed since they were stored.
 * - `UNSUPPORTED`: this environment lacks something that the call needs.
 * - `CLOSED`: this granary is closed.
 * - `CONFLICT`: another tab or worker took over the same key, or a call stopped the download (`details.paused` or
 *   `details.discarded`).
 * - `BLOCKED`: another tab prevents the opening or the upgrade of the database.
 * - `VERSION`: a newer release of Granary wrote the database.
 * - `NETWORK`: there was no answer, or the answer broke off or stopped (`details.stalled`), and all retries failed.
 *   `details.offline` is true when the browser knows that it is offline. The bytes that arrived stay stored. The code
 *   is also `NETWORK` when a part of this package cannot be loaded.
 * - `HTTP`: the server refused; `details.status` is its status.
 * - `GATED`: the hub refused, because the user must accept the repository's terms first.
 * - `FAILED`: the platform failed; the `cause` says why.
 */
export type GranaryErrorCode =
  | 'INVALID'
  | 'NOT_FOUND'
  | 'QUOTA'
  | 'INTEGRITY'
  | 'CORRUPT'
  | 'NETWORK'
  | 'HTTP'
  | 'GATED'
  | 'UNSUPPORTED'
  | 'CLOSED'
  | 'CONFLICT'
  | 'BLOCKED'
  | 'VERSION'
  | 'FAILED';

const brand = Symbol.for('granary.error');

/** Every rejection is a GranaryError, except an abort, which rejects with the signal's own reason. */
export class GranaryError extends Error {
  readonly code: GranaryErrorCode;
  /** The values in the message, for programs: `key`, `option`, `size`, `expected` and others. */
  readonly details: Record<string, unknown>;

  constructor(
    message?: string,
    options: ErrorOptions & { code?: GranaryErrorCode; details?: Record<string, unknown> } = {},
  ) {
    const { cause } = options;
    super(message, cause === undefined || cause === null ? undefined : { cause });
    this.code = options.code ?? 'FAILED';
    this.details = options.details ?? {};
  }

  /** True for an error of Granary, also for one of a second copy of the package in the same page. */
  static is(error: unknown): error is GranaryError {
    return typeof error === 'object' && error !== null && brand in error;
  }
}

Object.defineProperty(GranaryError.prototype, 'name', { value: 'GranaryError' });
Object.defineProperty(GranaryError.prototype, brand, { value: true });

/** @internal */
export function invalid(
  message: string,
  details: Record<string, unknown> = {},
  cause?: unknown,
): GranaryError {
  return new GranaryError(message, { code: 'INVALID', details, cause });
}

/**
 * Turns a failure into the error that the caller gets.
 *
 * @internal
 */
export function asGranaryError(failure: unknown): GranaryError {
  if (failure instanceof GranaryError) return failure;
  if (isRaw(failure)) {
    const { message, code, details } = failure;
    const cause = isRaw(failure.cause) ? asGranaryError(failure.cause) : failure.cause;
    return new GranaryError(message, { code: code as GranaryErrorCode, details, cause });
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  return new GranaryError(message, { code: 'FAILED', cause: failure });
}

function isRaw(failure: unknown): failure is RawError {
  return typeof failure === 'object' && failure !== null && (failure as Partial<RawError>).granary === 1;
}
