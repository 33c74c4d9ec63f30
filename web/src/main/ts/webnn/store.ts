import { GranaryError } from '../errors.js';
import type { Granary } from '../granary.js';
import type { Model } from '../model.js';
import type { ModelInput, ModelOptions } from '../models.js';
import { refusal } from '../options.js';
import type { TensorInput } from '../tensors.js';
import { refusedByWebnn } from './failures.js';
import type { Context, ContextTensor } from './types.js';

/**
 * Reads tensors back from a context and keeps them as a model. One tensor at a time is in memory. Each MLTensor must
 * have been made with `readable: true`.
 *
 * @param tensors MLTensors, by the names that they get in the model
 */
export async function store(
  granary: Granary,
  context: unknown,
  model: ModelInput,
  tensors: Record<string, unknown>,
  options: ModelOptions = {},
): Promise<Model> {
  if (typeof (context as Partial<Context> | null)?.readTensor !== 'function') {
    throw refusal('context', context, 'an MLContext');
  }
  if (typeof tensors !== 'object' || tensors === null) {
    throw refusal('tensors', tensors, 'an object of MLTensors');
  }
  return granary.models.put(model, readBack(context as Context, tensors), options);
}

async function* readBack(context: Context, tensors: Record<string, unknown>): AsyncGenerator<TensorInput> {
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dataType, shape, readable } = tensor as ContextTensor;
    if (readable === false) {
      const message = `The MLTensor ${JSON.stringify(name)} cannot be read: make it with readable: true.`;
      throw new GranaryError(message, { code: 'INVALID', details: { tensor: name } });
    }
    yield { name, dataType, shape: [...shape], data: await read(context, name, tensor) };
  }
}

async function read(context: Context, name: string, tensor: unknown): Promise<ArrayBuffer> {
  try {
    return await context.readTensor(tensor);
  } catch (failure) {
    throw refusedByWebnn(failure, { tensor: name });
  }
}
