// Compares the types of models and of WebNN with the contract, and uses them as applications do.
import type * as Contract from './contract-webnn.js';
import type { Granary, Model, ModelInfo, ModelInput, Models, Tensor, TensorInput } from 'granary';
import * as all from 'granary/all';
import withWebnn, { webnn, type ConstantsOptions, type Kept, type WebnnProbe } from 'granary/webnn';

export const entries: { readonly webnn: typeof webnn }[] = [withWebnn, all, all.default];

type Fits<Ours extends Theirs, Theirs> = Ours;
export type Given = [
  Fits<Models, Contract.Models>,
  Fits<Model, Contract.Model>,
  Fits<ModelInfo, Contract.ModelInfo>,
  Fits<Tensor, Contract.Tensor>,
  Fits<Pick<typeof webnn, 'probe' | 'context'>, Pick<typeof Contract.webnn, 'probe' | 'context'>>,
];
export type Taken = [Fits<Contract.ModelInput, ModelInput>, Fits<Contract.TensorInput, TensorInput>];

/** A call as the contract has it: what is not known is `unknown`, and so is what comes back. */
export async function asAgreed(granary: Granary, builder: unknown, context: unknown): Promise<void> {
  const fetch = () => granary.models.put({ id: 'a' }, []);
  const operands: Map<string, unknown> = await webnn.loadOrFetch(granary, 'a', { builder, fetch });
  const model: Model = await webnn.store(granary, context, { id: 'b' }, { weight: operands.get('weight') });
  for await (const [name, operand] of model.constants(builder, { names: ['weight'] })) {
    operands.set(name satisfies string, operand);
  }
}

/** With types of WebNN, operands have theirs. */
interface Operand {
  readonly dataType: string;
}
interface Builder {
  constant(descriptor: { dataType: string; shape: readonly number[] }, bytes: BufferSource): Operand;
  constant(dataType: string, value: number): Operand;
}

export async function withTypes(granary: Granary, model: Model, builder: Builder): Promise<void> {
  const options: ConstantsOptions = { as: { float64: 'float32' }, context: {}, onProgress: () => {} };
  for await (const [, operand] of model.constants(builder, options)) console.log(operand.dataType);
  const operands = await webnn.loadOrFetch(granary, 'a', { builder, ...options });
  const found: Operand | undefined = operands.get('weight');
  const { available, reason }: WebnnProbe = await webnn.probe();
  const kept: Kept<{ found: Operand | undefined }> = await webnn.keep(() => ({ found }));
  const type: string | undefined = await kept.use((built) => built.found?.dataType);
  console.log(available, reason, type, kept.builds);
  await kept.close();
}
