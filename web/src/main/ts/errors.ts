import type { RawError } from './shapes.js';

/**
 * What went wrong:
 * - `INVALID`: a call that can never work: a wrong option, key, range or source. The message names it.
 * - `NOT_FOUND`: what was asked for is not stored, or was replaced or deleted while it was being read (`details.replaced`).
 * - `QUOTA`: there is no room, even after everything that may go has gone.
 * - `INTEGRITY`: the bytes are not the promised ones (`size`, `sha256`). Nothing was stored.
 * - `CORRUPT`: stored bytes are no longer what they were when they were stored.
 * - `UNSUPPORTED`: this environment lacks what the call needs.
 * - `CLOSED`: this granary was closed.
 * - `CONFLICT`: another tab or worker took over the same key meanwhile, or a download was stopped: `details.paused` or
 *   `details.discarded`.
 * - `BLOCKED`: another tab keeps the database from being opened or upgraded.
 * - `VERSION`: the database was written by a newer release of Granary.
 * - `NETWORK`: no answer, or one that broke off or stood still (`details.stalled`), and all retries have failed; `details.offline`
 *   where the browser knows that there is no network. What has come is kept.
 * - `HTTP`: a server's final refusal, with `details.status`.
 * - `GATED`: the same of a repository whose terms have to be accepted first.
 * - `FAILED`: the platform failed for a reason of its own, which is the `cause`.
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
  /** What the message speaks of, for programs: `key`, `option`, `size`, `expected` and the like. */
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

  /** Whether this is an error of Granary; also of another copy of it, where a page has bundled two. */
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
 * The same failure as the caller is to see it.
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
