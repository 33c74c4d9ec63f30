import { GranaryError, type GranaryErrorCode } from './granary-error.js';
import type { RawError } from './shapes.js';

export { GranaryError, type GranaryErrorCode };

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
