import { translated, unlessAborted } from '../call.js';
import { GranaryError } from '../errors.js';
import type { Granary } from '../granary.js';
import type { Model } from '../model.js';
import { callback, checkOptions, type Check } from '../options.js';
import { constants, constantsOptions, type ConstantsOptions } from './constants.js';
import type { OperandOf } from './types.js';

export interface LoadOptions<Builder> extends ConstantsOptions {
  /** The MLGraphBuilder that makes the constants. */
  builder: Builder;
  /** Stores the model when it is missing, and gives it. */
  fetch?: (() => Promise<Model>) | undefined;
}

const present: Check = () => {};

/**
 * Loads the constants of a stored model: a Map from the names of its tensors to MLOperands. When the model is not
 * stored, or tensors of it are gone for good, `fetch` stores it first; without `fetch` the call rejects with
 * `NOT_FOUND`.
 */
export async function loadOrFetch<Builder>(
  granary: Granary,
  id: string,
  options: LoadOptions<Builder>,
): Promise<Map<string, OperandOf<Builder>>> {
  checkOptions(options, { ...constantsOptions, builder: present, fetch: callback });
  const { builder, fetch, ...rest } = options;
  const model = await unlessAborted(rest.signal, async () => {
    const stored = await granary.models.get(id);
    if (stored && (await isComplete(stored, rest, fetch !== undefined))) return stored;
    return fetched(id, fetch);
  });
  const operands = new Map<string, OperandOf<Builder>>();
  return translated(rest.signal, async () => {
    for await (const [name, operand] of constants(model, builder, rest)) operands.set(name, operand);
    return operands;
  });
}

/** Brings evicted tensors back. Gives false when one of them is gone for good, and the model can be fetched. */
async function isComplete(
  model: Model,
  { names, signal }: ConstantsOptions,
  fetchable: boolean,
): Promise<boolean> {
  const missing = model.missing.filter((name) => !names || names.includes(name));
  try {
    for (const name of missing) await model.blob(name, { signal });
    return true;
  } catch (failure) {
    if (fetchable && GranaryError.is(failure) && failure.details.evicted) return false;
    throw failure;
  }
}

async function fetched(id: string, fetch: (() => Promise<Model>) | undefined): Promise<Model> {
  if (fetch) return fetch();
  const message = `There is no model ${JSON.stringify(id)}. Give a fetch that stores it.`;
  throw new GranaryError(message, { code: 'NOT_FOUND', details: { key: id } });
}
