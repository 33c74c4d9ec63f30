// Writes a stored model as a safetensors file. The file is a lazy Blob: the browser copies the tensors from its
// storage when it saves the file.

const TYPES = {
  float64: 'F64',
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  int32: 'I32',
  int16: 'I16',
  int8: 'I8',
  uint64: 'U64',
  uint32: 'U32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
};

export async function safetensorsFile(model) {
  const header = { __metadata__: metadataOf(model) };
  const parts = [];
  let end = 0;
  for (const { name, dataType, shape, byteSize } of model.tensors) {
    if (!(dataType in TYPES)) {
      throw new Error(`A safetensors file cannot hold the type ${dataType} of “${name}”.`);
    }
    header[name] = { dtype: TYPES[dataType], shape, data_offsets: [end, end + byteSize] };
    end += byteSize;
    parts.push(await model.blob(name));
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(text, 8);
  return new Blob([padded, ...parts]);
}

/** The format has texts only; the page reads its own graph and accuracy back from them. */
function metadataOf({ metadata = {} }) {
  const texts = Object.entries(metadata).map(([name, value]) => [
    name === 'heldOut' ? 'held_out' : name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { format: 'pt', ...Object.fromEntries(texts) };
}
