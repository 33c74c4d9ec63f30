// What Granary uses of WebNN's objects. TypeScript's own libraries have no types of WebNN yet; those of the package
// @webnn/types fit.

/** An element type of WebNN. */
export type OperandType =
  'float32' | 'float16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'int8' | 'uint8' | 'int4' | 'uint4';

/** A type of stored tensors, and the type of the constants that they become. */
export type OperandTypes = Partial<Record<string, OperandType>>;

/** What `MLGraphBuilder.constant` gives. Without types of WebNN it is `unknown`. */
export type OperandOf<Builder> = Builder extends { constant(...given: never[]): infer Operand }
  ? Operand
  : unknown;

/** @internal */
export interface GraphBuilder {
  constant(descriptor: { dataType: OperandType; shape: number[] }, bytes: Uint8Array<ArrayBuffer>): unknown;
}

/** @internal */
export interface Context {
  readonly lost: Promise<{ message: string }>;
  opSupportLimits(): { constant: ConstantLimits; maxTensorByteLength?: number };
  readTensor(tensor: unknown): Promise<ArrayBuffer>;
  destroy?(): void;
}

/** @internal */
export interface ConstantLimits {
  dataTypes: string[];
  rankRange?: { min: number; max: number };
}

/** @internal */
export interface ContextTensor {
  readonly dataType: string;
  readonly shape: readonly number[];
  readonly readable?: boolean;
}
