import type { DataType } from '../tensor-info.js';
import type { OperandType } from './types.js';

export const operandTypes: readonly OperandType[] = [
  'float32',
  'float16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'int8',
  'uint8',
  'int4',
  'uint4',
];

/** The type that takes the place of a type that a context lacks. No value is lost. */
export const standIns: Readonly<Record<string, OperandType>> = {
  float16: 'float32',
  bfloat16: 'float32',
  int16: 'int32',
  uint16: 'int32',
  bool: 'uint8',
  uint4: 'int4',
};

/** Gives the bytes of so many elements. */
export function operandSize(type: OperandType, elements: number): number {
  const bits = type.endsWith('64') ? 64 : type.endsWith('32') ? 32 : type.endsWith('16') ? 16 : 8;
  return Math.ceil((elements * (type.endsWith('int4') ? 4 : bits)) / 8);
}

type Numbers = Uint8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
interface NumbersType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, at: number, length: number): Numbers;
}

/**
 * A conversion inside one buffer. The results begin at the start of the buffer. The stored numbers lie so far behind
 * that no result overwrites a number that is still unread.
 */
export class InPlace {
  readonly #From: NumbersType;
  readonly #To: NumbersType;
  readonly #value: (stored: number) => number;

  constructor(From: NumbersType, To: NumbersType, value: (stored: number) => number) {
    this.#From = From;
    this.#To = To;
    this.#value = value;
  }

  /** How far behind the start the stored bytes begin. */
  offset(storedBytes: number): number {
    const [stored, result] = [this.#From.BYTES_PER_ELEMENT, this.#To.BYTES_PER_ELEMENT];
    return Math.max(0, (storedBytes / stored) * (result - stored));
  }

  /** Converts the numbers that are wholly among the first `end` stored bytes; `begin` is the `end` of the last call. */
  convert(buffer: ArrayBuffer, offset: number, begin: number, end: number): void {
    const width = this.#From.BYTES_PER_ELEMENT;
    const [first, count] = [Math.floor(begin / width), Math.floor(end / width)];
    const from = new this.#From(buffer, offset, count);
    const to = new this.#To(buffer, 0, count);
    const value = this.#value;
    for (let i = first; i < count; i++) to[i] = value(from[i]!);
  }
}

const same = (value: number) => value;
const { Float16Array } = globalThis as { Float16Array?: NumbersType };

/** The conversions that need no second buffer, by `stored>operand`. */
const inPlace: Readonly<Record<string, InPlace>> = {
  'bfloat16>float32': new InPlace(Uint16Array, Uint32Array, (bits) => bits << 16),
  'int16>int32': new InPlace(Int16Array, Int32Array, same),
  'uint16>int32': new InPlace(Uint16Array, Int32Array, same),
  'uint16>uint32': new InPlace(Uint16Array, Uint32Array, same),
  'float64>float32': new InPlace(Float64Array, Float32Array, same),
  'bool>uint8': new InPlace(Uint8Array, Uint8Array, (byte) => (byte === 0 ? 0 : 1)),
  // Two numbers in a byte. Each becomes smaller by 8, and so must its zero point.
  'uint4>int4': new InPlace(Uint8Array, Uint8Array, (byte) => byte ^ 0x88),
  ...(Float16Array && { 'float16>float32': new InPlace(Float16Array, Float32Array, same) }),
};

/** Gives the conversion that needs no second buffer; undefined where there is none. */
export function conversionInPlace(stored: DataType, operand: OperandType): InPlace | undefined {
  const name = `${stored}>${operand}`;
  return Object.hasOwn(inPlace, name) ? inPlace[name] : undefined;
}
