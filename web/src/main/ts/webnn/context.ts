import { unlessAborted, type CallOptions } from '../call.js';
import { GranaryError, invalid } from '../errors.js';
import { checkOptions, signal } from '../options.js';
import { asError } from './failures.js';
import type { Context } from './types.js';

/** An engine that has no backend may never answer. */
const patience = 10_000;

/** What WebNN offers here. */
export interface WebnnProbe {
  available: boolean;
  /** Why it is not available. */
  reason?: string;
  /** The `opSupportLimits()` of a context with default options. */
  limits?: unknown;
}

interface Ml {
  createContext(options?: unknown): Promise<Context>;
}

/** Says whether WebNN works here, by making a context. Never throws, and answers within ten seconds. */
export async function probe(): Promise<WebnnProbe> {
  try {
    const made = await create(undefined);
    const limits = made.opSupportLimits();
    made.destroy?.();
    return { available: true, limits };
  } catch (failure) {
    return { available: false, reason: asError(failure).message };
  }
}

/**
 * Makes an MLContext. Rejects with `UNSUPPORTED` where WebNN does not work, and within ten seconds where it does not
 * answer; with `INVALID` where WebNN does not know the options.
 *
 * @param options the options of `navigator.ml.createContext`, or a GPUDevice
 */
export async function context(options?: unknown, callOptions: CallOptions = {}): Promise<unknown> {
  checkOptions(callOptions, { signal });
  return unlessAborted(callOptions.signal, () => create(options));
}

/** @internal */
export async function create(options: unknown): Promise<Context> {
  const ml = (globalThis.navigator as { ml?: Ml } | undefined)?.ml;
  if (!ml) throw unavailable(whyNoInterface());
  // Elsewhere an engine may have the interface, and hang or end the tab when it is used.
  if (!('window' in globalThis || 'DedicatedWorkerGlobalScope' in globalThis)) throw unavailable(wrongPlace);
  const making = (async () => (options === undefined ? ml.createContext() : ml.createContext(options)))();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, patience)));
  try {
    const made = await Promise.race([making, late]);
    if (made) return made;
  } catch (failure) {
    const { name, message } = asError(failure);
    if (name === 'TypeError') throw invalid(`WebNN refuses these options: ${message}`, {}, failure);
    throw unavailable(`WebNN has no context to give: ${message}`, failure);
  } finally {
    clearTimeout(timer);
  }
  // A context that comes after all serves nothing.
  making.then((made) => made.destroy?.()).catch(() => {});
  throw unavailable(`WebNN did not answer within ${patience / 1000} s.`);
}

const wrongPlace = 'WebNN works only in windows and in dedicated workers.';

function whyNoInterface(): string {
  return globalThis.isSecureContext === false
    ? 'WebNN works only on https and on localhost: there is no navigator.ml here.'
    : 'This browser has no WebNN: there is no navigator.ml.';
}

function unavailable(reason: string, cause?: unknown): GranaryError {
  return new GranaryError(reason, { code: 'UNSUPPORTED', details: { feature: 'WebNN' }, cause });
}
