import { unlessAborted, translated } from '../call.js';
import type { Model } from '../model.js';
import { callback, checkKey, checkOptions, listOf, refusal, signal, type Check } from '../options.js';
import type { OnProgress } from '../progress.js';
import { operandTypes } from './conversions.js';
import { refusedByWebnn } from './failures.js';
import { limitsOf } from './limits.js';
import { plan, type PlannedConstant } from './plan.js';
import { LoadMeter } from './load-meter.js';
import { Scratch } from './scratch.js';
import type { Context, GraphBuilder, OperandOf, OperandTypes } from './types.js';

export interface ConstantsOptions {
  /** Only these tensors. Default: all. */
  names?: string[] | undefined;
  /**
   * The types of the constants, by the types of the stored tensors: `{ float64: 'float32' }`. Conversions that lose
   * something happen only when they are asked for here.
   */
  as?: OperandTypes | undefined;
  /**
   * The MLContext of the builder. Its `opSupportLimits()` say what it takes. Without it, the builder is asked with
   * constants of one element.
   */
  context?: unknown;
  signal?: AbortSignal | undefined;
  /** `loaded` counts the stored bytes of the tensors. */
  onProgress?: OnProgress | undefined;
}

const conversions: Check = (value, option) => {
  const types = typeof value === 'object' && value !== null ? Object.values(value) : [undefined];
  if (types.some((type) => type !== undefined && !operandTypes.includes(type))) {
    throw refusal(option, value, `an object of types, each one of ${operandTypes.join(', ')}`);
  }
};

const mlContext: Check = (value, option) => {
  if (typeof (value as Partial<Context> | null)?.opSupportLimits !== 'function') {
    throw refusal(option, value, 'an MLContext');
  }
};

/** @internal */
export const constantsOptions = {
  names: listOf(checkKey),
  as: conversions,
  context: mlContext,
  signal,
  onProgress: callback,
};

/** Makes a constant of each tensor, in stored order, one at a time. */
export async function* constants<Builder>(
  model: Model,
  builder: Builder,
  options: ConstantsOptions = {},
): AsyncGenerator<[string, OperandOf<Builder>], void, void> {
  checkOptions(options, constantsOptions);
  if (typeof (builder as Partial<GraphBuilder> | null)?.constant !== 'function') {
    throw refusal('builder', builder, 'an MLGraphBuilder');
  }
  const { signal } = options;
  const maker = builder as unknown as GraphBuilder;
  const planned = await translated(signal, async () => planFor(model, maker, options));
  const meter = new LoadMeter(model.id, planned, options.onProgress);
  const scratch = new Scratch(planned);
  for (const each of planned) {
    const operand = await unlessAborted(signal, async () => {
      const bytes = await scratch.read(model, each, signal, (count) => meter.count(count));
      return constantOf(maker, each, bytes);
    });
    yield [each.name, operand as OperandOf<Builder>];
  }
  meter.done();
}

function planFor(model: Model, builder: GraphBuilder, { names, as = {}, context }: ConstantsOptions) {
  try {
    return plan(model, names, as, limitsOf(builder, context as Context | undefined));
  } catch (failure) {
    throw refusedByWebnn(failure);
  }
}

function constantOf(
  builder: GraphBuilder,
  { name, dataType, shape, size }: PlannedConstant,
  bytes: Uint8Array<ArrayBuffer>,
): unknown {
  try {
    // WebNN copies the bytes before it returns, so the next tensor may overwrite them.
    return builder.constant({ dataType, shape: [...shape] }, bytes);
  } catch (failure) {
    throw refusedByWebnn(failure, { tensor: name, dataType, shape, size });
  }
}
