/// <reference lib="esnext.disposable" preserve="true" />
import { unlessAborted, type CallOptions } from '../call.js';
import { GranaryError } from '../errors.js';
import { callback, checkOptions, signal } from '../options.js';
import { create } from './context.js';
import { tooLarge } from './failures.js';
import type { Context } from './types.js';

export interface KeepOptions extends CallOptions {
  /** The options of `navigator.ml.createContext`, or a GPUDevice. */
  context?: unknown;
}

/** A context, and what was built in it. Both are made again when the context is lost. */
export interface Kept<Built> extends AsyncDisposable {
  /** How often it was built. */
  readonly builds: number;
  /**
   * Runs work with what is built. When the context is lost before or meanwhile, builds again first, and runs the work
   * once more. Rejects with `UNSUPPORTED` and `details.lost` when the second context is lost, too.
   */
  use<Result>(
    work: (built: Built, context: unknown) => Result | Promise<Result>,
    options?: CallOptions,
  ): Promise<Result>;
  /** Destroys the context. Every later `use` rejects with `CLOSED`. */
  close(): Promise<void>;
}

/** A context from its making to its loss, and what was built in it. */
interface Life<Built> {
  readonly context: Context;
  readonly built: Promise<Built>;
  /** Resolves to the reason of the loss. */
  readonly lost: Promise<string>;
}

/** How long the news of a loss may come after the failure that the loss causes, in milliseconds. */
const lag = 250;

/**
 * Makes an MLContext and calls `build` with it, which loads constants and builds a graph. A driver that restarts, or
 * memory that runs out, can end a context: then everything in it is lost. `use` builds it again, from storage.
 */
export async function keep<Built>(
  build: (context: unknown) => Built | Promise<Built>,
  options: KeepOptions = {},
): Promise<Kept<Built>> {
  callback(build, 'build');
  checkOptions(options, { context: () => {}, signal });
  let current: Promise<Life<Built>> | undefined;
  let builds = 0;
  let closed = false;

  async function begin(): Promise<Life<Built>> {
    const context = await create(options.context);
    builds++;
    const lost = context.lost.then(({ message }) => message || 'The engine gives no reason.');
    return { context, built: (async () => build(context))(), lost };
  }

  /** The life that goes on, or a new one. */
  function living(): Promise<Life<Built>> {
    if (closed) throw new GranaryError('What was kept here is closed.', { code: 'CLOSED' });
    if (current) return current;
    const beginning = (current = begin());
    const end = () => {
      if (current === beginning) current = undefined;
    };
    beginning.then(({ built, lost }) => Promise.all([built.catch(end), lost.then(end)])).catch(end);
    return beginning;
  }

  async function attempt<Result>(work: (built: Built, context: unknown) => Result | Promise<Result>) {
    for (let last = false; ; last = true) {
      const life = await living();
      try {
        return await work(await life.built, life.context);
      } catch (failure) {
        const reason = await Promise.race([life.lost, pause(lag)]);
        if (reason === undefined) {
          await life.built.catch(() => life.context.destroy?.());
          throw tooLarge(failure) ?? failure;
        }
        if (last) throw lostAgain(reason, failure);
      }
    }
  }

  const use: Kept<Built>['use'] = async (work, callOptions = {}) => {
    checkOptions(callOptions, { signal });
    return unlessAborted(callOptions.signal, () => attempt(work));
  };

  async function close(): Promise<void> {
    closed = true;
    (await current?.catch(() => undefined))?.context.destroy?.();
  }

  try {
    await use(() => {}, { signal: options.signal });
  } catch (failure) {
    await close();
    throw failure;
  }
  return {
    get builds() {
      return builds;
    },
    use,
    close,
    [Symbol.asyncDispose ?? Symbol('asyncDispose')]: close,
  } as Kept<Built>;
}

const pause = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(resolve, milliseconds));

function lostAgain(reason: string, cause: unknown): GranaryError {
  const message = `The context was lost, and so was the one after it: ${reason}`;
  return new GranaryError(message, {
    code: 'UNSUPPORTED',
    details: { feature: 'WebNN', lost: reason },
    cause,
  });
}
