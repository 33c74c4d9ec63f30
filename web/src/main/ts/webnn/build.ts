import { unlessAborted, type CallOptions } from '../call.js';
import { checkOptions, refusal, signal } from '../options.js';
import { refusedByWebnn } from './failures.js';

/** What `MLGraphBuilder.build` resolves to. Without types of WebNN it is `unknown`. */
export type GraphOf<Builder> = Builder extends { build(...given: never[]): Promise<infer Graph> }
  ? Graph
  : unknown;

interface Builder {
  build(outputs: Record<string, unknown>): Promise<unknown>;
}

/**
 * Builds a graph, as `builder.build(outputs)` does, and says what is too large: WebNN learns the sizes of constants
 * only now. Rejects with `UNSUPPORTED` and `details.limit`, 'constant' or 'model'.
 */
export async function build<Given>(
  builder: Given,
  outputs: Record<string, unknown>,
  options: CallOptions = {},
): Promise<GraphOf<Given>> {
  checkOptions(options, { signal });
  if (typeof (builder as Partial<Builder> | null)?.build !== 'function') {
    throw refusal('builder', builder, 'an MLGraphBuilder');
  }
  return unlessAborted(options.signal, async () => {
    try {
      return (await (builder as Builder).build(outputs)) as GraphOf<Given>;
    } catch (failure) {
      throw refusedByWebnn(failure);
    }
  });
}
