import { GranaryError, invalid } from './errors.js';
import { toJson } from './json.js';
import { checkKey, shown } from './options.js';
import type { CoreTensors, RawTensor } from './shapes.js';
import type { DataType, TensorInfo } from './tensor-info.js';

/** A tensor to store. */
export interface TensorInput {
  /** Unique within its model. */
  name: string;
  dataType: DataType;
  /** The dimensions, outermost first; empty for a single number. */
  shape: number[];
  /** Exactly the bytes that type and shape need, little-endian. */
  data: BufferSource | Blob | ReadableStream<Uint8Array>;
  /** Your own data about the tensor. JSON must be able to hold these data. */
  metadata?: Record<string, unknown> | undefined;
}

/** A tensor with its elements. */
export interface Tensor extends TensorInfo {
  /**
   * The caller's own copy: a typed array of the type's kind. float16 is a Float16Array where there is one, else a
   * Uint16Array; bfloat16 is a Uint16Array, bool a Uint8Array, and every packed type a Uint8Array of its bytes.
   */
  readonly data: ArrayBufferView;
}

export type TensorInputs = Iterable<TensorInput> | AsyncIterable<TensorInput>;

type Elements = new (buffer: ArrayBuffer) => ArrayBufferView;

const elements: Record<string, Elements> = {
  float64: Float64Array,
  float32: Float32Array,
  float16: (globalThis as { Float16Array?: Elements }).Float16Array ?? Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
};

/**
 * Gives a tensor over bytes that are the caller's own.
 *
 * @internal
 */
export function tensorOf(info: TensorInfo, bytes: Uint8Array<ArrayBuffer>): Tensor {
  const Type = Object.hasOwn(elements, info.dataType) ? elements[info.dataType]! : Uint8Array;
  const whole = bytes.byteLength === bytes.buffer.byteLength;
  return { ...info, data: new Type(whole ? bytes.buffer : bytes.slice().buffer) };
}

/**
 * Passes tensors to the core, one at a time.
 *
 * @internal
 */
export function coreTensors(tensors: TensorInputs): CoreTensors {
  const given = tensors as Partial<Iterable<TensorInput> & AsyncIterable<TensorInput>> | null | undefined;
  const iterator = given?.[Symbol.asyncIterator]?.() ?? given?.[Symbol.iterator]?.();
  if (!iterator || typeof tensors === 'string') {
    throw invalid(`tensors must be an iterable of tensors; it is ${shown(tensors)}.`, { option: 'tensors' });
  }
  return {
    next: async () => {
      const { done, value } = await iterator.next();
      try {
        return done ? null : rawTensor(value);
      } catch (refused) {
        return { ...nothing, refused };
      }
    },
    close: () => {
      // The iterator may have no return(), and a failure of return() comes too late for this call.
      void (async () => iterator.return?.())().catch(() => {});
    },
  };
}

const nothing = { name: '', dataType: '', shape: [], data: null, metadata: null };

function rawTensor(tensor: TensorInput): RawTensor {
  if (typeof tensor !== 'object' || tensor === null) {
    throw invalid(`Each tensor is an object with name, dataType, shape and data, not ${shown(tensor)}.`);
  }
  const { name, dataType, shape, data, metadata } = tensor;
  checkKey(name, 'name');
  const place = `of the tensor ${shown(name)}`;
  const wrong = (what: string, must: string, is: unknown): GranaryError =>
    invalid(`${what} ${place} must be ${must}; it is ${shown(is)}.`, { tensor: name });
  if (typeof dataType !== 'string') throw wrong('dataType', 'a string such as "float32"', dataType);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw wrong('shape', 'an array of whole numbers', shape);
  }
  return {
    name,
    dataType,
    shape: [...shape],
    data,
    metadata: metadata === undefined ? null : toJson(metadata, `metadata ${place}`),
    refused: null,
  };
}
