// A tiny model for transformers.js: a tokenizer of a few words, and an ONNX graph of one table, from which it takes a
// row for each word.

export const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'hello', 'world'];

/**
 * Gives the files of a repository. More `rows` make the weights larger.
 *
 * @returns the files, and `vectorOf(word)`, what the model must say of a word
 */
export function tinyModel({ rows = words.length, columns = 32 } = {}) {
  const table = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index));
  const vocab = Object.fromEntries(words.map((word, index) => [word, index]));
  const special = { pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' };
  const files = {
    'config.json': json({ model_type: 'bert', architectures: ['BertModel'], hidden_size: columns }),
    'tokenizer.json': json({
      version: '1.0',
      added_tokens: words.slice(0, 5).map((content, id) => ({ id, content, special: true })),
      normalizer: { type: 'BertNormalizer', lowercase: true, clean_text: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab },
    }),
    'tokenizer_config.json': json({ tokenizer_class: 'BertTokenizer', model_max_length: 64, ...special }),
    'onnx/model.onnx': onnx(table, rows, columns),
  };
  const vectorOf = (word) => [...table.subarray(vocab[word] * columns, (vocab[word] + 1) * columns)];
  return { files, vectorOf };
}

const json = (value) => JSON.stringify(value);

/**
 * Gives an ONNX file whose weights lie in another file.
 *
 * @param location the name of the other file, as the model has it
 * @returns the file, the other file's bytes, and `vectorOf(row)`, what the model must say of a row
 */
export function externalModel(location, { rows = 1000, columns = 32 } = {}) {
  const table = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index));
  return {
    model: onnx(table, rows, columns, location),
    data: new Uint8Array(table.buffer),
    vectorOf: (row) => [...table.subarray(row * columns, (row + 1) * columns)],
  };
}

// The fields of onnx.proto that a model needs, by their numbers.
function onnx(table, rows, columns, location) {
  const [float, int64] = [1, 7];
  const entry = (key, value) => field(13, [field(1, key), field(2, value)]);
  const bytes = location
    ? [entry('location', location), entry('length', String(table.byteLength)), number(14, 1)]
    : [field(9, Buffer.from(table.buffer))];
  const shapeOf = (dimensions) => dimensions.map((name) => field(1, field(2, name)));
  const value = (name, type, dimensions) => [
    field(1, name),
    field(2, field(1, [number(1, type), field(2, shapeOf(dimensions))])),
  ];
  const weights = [number(1, rows), number(1, columns), number(2, float), field(8, 'table'), ...bytes];
  const node = [field(1, 'table'), field(1, 'input_ids'), field(2, 'last_hidden_state'), field(4, 'Gather')];
  const graph = [
    field(1, node),
    field(2, 'tiny'),
    field(5, weights),
    field(11, value('input_ids', int64, ['batch', 'words'])),
    field(12, value('last_hidden_state', float, ['batch', 'words', 'columns'])),
  ];
  return Buffer.concat([number(1, 8), field(7, graph), field(8, [field(1, ''), number(2, 13)])]);
}

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) | 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

const number = (id, value) => Buffer.concat([varint(id * 8), varint(value)]);

function field(id, content) {
  const bytes = Array.isArray(content) ? Buffer.concat(content.flat(Infinity)) : Buffer.from(content);
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
}
