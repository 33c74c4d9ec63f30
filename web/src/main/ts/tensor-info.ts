/**
 * The type of a tensor's elements. GGML's block types have the names that GGML gives them, such as `q4_K` and `q8_0`;
 * 8-bit floats have names such as `float8_e4m3fn`.
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

/** What is known of a tensor. */
export interface TensorInfo {
  readonly name: string;
  readonly dataType: DataType;
  /** The dimensions, the outermost first: the elements of the last one lie side by side. */
  readonly shape: number[];
  /** How many bytes the tensor takes. */
  readonly byteSize: number;
}
