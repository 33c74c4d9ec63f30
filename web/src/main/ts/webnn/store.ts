import { invalid, type GranaryError } from '../errors.js';
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
  // A put would say of its source that it failed. What WebNN says is nearer to the cause.
  let refused: GranaryError | undefined;
  async function* readBack(): AsyncGenerator<TensorInput> {
    for (const [name, tensor] of Object.entries(tensors)) {
      try {
        const { dataType, shape } = tensor as ContextTensor;
        yield { name, dataType, shape: [...shape], data: await read(context as Context, name, tensor) };
      } catch (failure) {
        refused = refusedByWebnn(failure, { tensor: name });
        throw refused;
      }
    }
  }
  try {
    return await granary.models.put(model, readBack(), options);
  } catch (failure) {
    throw refused ?? failure;
  }
}

async function read(context: Context, name: string, tensor: unknown): Promise<ArrayBuffer> {
  if ((tensor as ContextTensor).readable === false) {
    const message = `The MLTensor ${JSON.stringify(name)} cannot be read: make it with readable: true.`;
    throw invalid(message, { tensor: name });
  }
  return context.readTensor(tensor);
}
