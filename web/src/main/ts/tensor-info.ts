import type { RawTensorInfo } from './shapes.js';

/**
 * The type of a tensor's elements. Quantised types have their GGML names, such as 'q4_K' and 'q8_0'; docs/tensors.md
 * lists all types.
 */
export type DataType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'uint32'
  | 'int16'
  | 'uint16'
  | 'int8'
  | 'uint8'
  | 'int4'
  | 'uint4'
  | 'bool'
  | (string & {});

/** What is known of a tensor: a plain object. */
export interface TensorInfo {
  readonly name: string;
  readonly dataType: DataType;
  /** The dimensions, outermost first; empty for a single number. */
  readonly shape: number[];
  readonly byteSize: number;
  /** Milliseconds since 1970. Absent in what a file lists. */
  readonly createdAt?: number;
  /** Milliseconds since 1970. Absent in what a file lists. */
  readonly lastAccessed?: number;
  readonly metadata?: Record<string, unknown>;
}

/** @internal */
export function tensorInfo({ metadata, createdAt, lastAccessed, ...rest }: RawTensorInfo): TensorInfo {
  return {
    ...rest,
    ...(createdAt >= 0 && { createdAt, lastAccessed }),
    ...(metadata !== null && { metadata: JSON.parse(metadata) as Record<string, unknown> }),
  };
}
