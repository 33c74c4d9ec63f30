// Writes small model files: safetensors, GGUF and ONNX.

const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const number = (value, length, bigEndian) => {
  const bytes = Array.from({ length }, (_, place) => Number((BigInt(value) >> BigInt(8 * place)) & 0xffn));
  return Uint8Array.from(bigEndian ? bytes.reverse() : bytes);
};
const utf8 = (text) => new TextEncoder().encode(text);
const zeros = (length) => new Uint8Array(length);

/** @param tensors `[name, dtype, shape, byteSize]` each */
export function safetensors(tensors, metadata = { format: 'pt' }) {
  let end = 0;
  const entries = tensors.map(([name, dtype, shape, size]) => {
    const data_offsets = [end, (end += size)];
    return [name, { dtype, shape, data_offsets }];
  });
  const header = utf8(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  return join(number(header.length, 8), header, zeros(end));
}

/** @param tensors `[name, bytes]` each */
export function filledSafetensors(tensors) {
  const file = safetensors(tensors.map(([name, data]) => [name, 'U8', [data.length], data.length]));
  let at = file.length - tensors.reduce((sum, [, data]) => sum + data.length, 0);
  for (const [, data] of tensors) {
    file.set(data, at);
    at += data.length;
  }
  return file;
}

/** @param tensors `[name, type, shape, byteSize]` each; @param values `[key, type, bytes]` each */
export function gguf(tensors, values = [], { bigEndian = false } = {}) {
  const u = (value, length) => number(value, length, bigEndian);
  const text = (value) => join(u(utf8(value).length, 8), utf8(value));
  let offset = 0;
  const infos = tensors.map(([name, type, shape, size]) => {
    const dimensions = [...shape].reverse().map((each) => u(each, 8));
    const info = join(text(name), u(shape.length, 4), ...dimensions, u(type, 4), u(offset, 8));
    offset += Math.ceil(size / 32) * 32;
    return info;
  });
  const keyValues = values.map(([key, type, bytes]) => join(text(key), u(type, 4), bytes));
  const counts = join(u(tensors.length, 8), u(values.length, 8));
  const header = join(utf8('GGUF'), u(3, 4), counts, ...keyValues, ...infos);
  return join(header, zeros(-header.length & 31), zeros(offset));
}

export const u16 = (value) => number(value, 2);

const varint = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)]);
const field = (id, bytes) => join([...varint((id << 3) | 2), ...varint(bytes.length)], bytes);
const whole = (id, value) => Uint8Array.from([...varint(id << 3), ...varint(value)]);

/** @param tensors `[name, type, shape, byteSize, location?]` each */
export function onnx(tensors) {
  const initializers = tensors.map(([name, type, shape, size, location]) => {
    const bytes = location
      ? join(field(13, join(field(1, utf8('location')), field(2, utf8(location)))), whole(14, 1))
      : field(9, zeros(size));
    return field(
      5,
      join(...shape.map((each) => whole(1, each)), whole(2, type), field(8, utf8(name)), bytes),
    );
  });
  return join(whole(1, 8), field(2, utf8('tests')), field(7, join(...initializers)));
}
