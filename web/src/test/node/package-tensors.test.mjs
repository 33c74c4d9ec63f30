// The tensors and the headers of stored model files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gguf, onnx, safetensors, u16 } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { bytes, fails, failsWith } from './support.mjs';

const floats = ['w', 'F32', [2, 3], 24];
const listed = (name, dataType, shape, byteSize) => ({ name, dataType, shape, byteSize });

describePackages('tensors', ({ the }) => {
  const put = (key, file, options) => the.store.files.put(key, file, options);

  test('of a safetensors file, and its metadata', async () => {
    const file = await put('a', safetensors([floats, ['empty', 'BF16', [0], 0], ['one', 'I64', [], 8]]));
    assert.deepEqual(await file.tensors(), [
      listed('w', 'float32', [2, 3], 24),
      listed('empty', 'bfloat16', [0], 0),
      listed('one', 'int64', [], 8),
    ]);
    assert.deepEqual(await file.header(), { format: 'pt' });
    assert.deepEqual(await (await put('b', safetensors([], { 'ä"\n': '\u2028' }))).header(), {
      'ä"\n': '\u2028',
    });
  });

  test('of a GGUF file, in both byte orders', async () => {
    for (const bigEndian of [false, true]) {
      const file = await put('a', gguf([['q', 12, [2, 256], 288]], [], { bigEndian }));
      assert.deepEqual(await file.tensors(), [listed('q', 'q4_K', [2, 256], 288)]);
      const byteOrder = bigEndian ? 'big' : 'little';
      assert.deepEqual(await file.header(), { 'GGUF.version': 3, 'GGUF.byteOrder': byteOrder });
    }
  });

  test('of an ONNX file, with its data in a file beside it', async () => {
    const model = onnx([
      ['w', 1, [2, 3], 24],
      ['far', 10, [5], 10, 'more/w.data'],
    ]);
    const file = await put('models/a.onnx', model);
    await fails(file.tensors(), 'NOT_FOUND', 'models/more/w.data');
    await put('models/more/w.data', bytes(9));
    await fails(file.tensors(), 'INVALID', 'far');
    await put('models/more/w.data', bytes(10));
    assert.deepEqual(await file.tensors(), [
      listed('w', 'float32', [2, 3], 24),
      listed('far', 'float16', [5], 10),
    ]);
    const { producer_name, skipped } = await file.header();
    assert.deepEqual([producer_name, skipped], ['tests', []]);
  });

  test('of several files', async () => {
    await put('m/1.safetensors', safetensors([floats]));
    await put('m/2.safetensors', safetensors([['b', 'U8', [3], 3]]));
    const weight_map = { w: '1.safetensors', b: '2.safetensors' };
    const index = JSON.stringify({ metadata: { total_size: 27 }, weight_map });
    const file = await put('m/model.safetensors.index.json', new Blob([index]));
    const both = [listed('w', 'float32', [2, 3], 24), listed('b', 'uint8', [3], 3)];
    assert.deepEqual(await file.tensors(), both);
    assert.deepEqual(await file.header(), { total_size: 27 });

    const split = (no) => [
      ['split.no', 2, u16(no)],
      ['split.count', 2, u16(2)],
    ];
    const first = await put('s/x-00001-of-00002.gguf', gguf([['a', 0, [1], 4]], split(0)));
    const missing = await first.tensors().catch((error) => error);
    assert.equal(missing.code, 'NOT_FOUND');
    assert.equal(missing.details.key, 's/x-00002-of-00002.gguf');
    const second = await put('s/x-00002-of-00002.gguf', gguf([['b', 24, [2], 2]], split(1)));
    const own = [listed('b', 'int8', [2], 2)];
    assert.deepEqual(await first.tensors(), [listed('a', 'float32', [1], 4), ...own]);
    assert.deepEqual(await second.tensors(), own);
  });

  test('of a file that was replaced are those it had', async () => {
    const file = await put('a', safetensors([floats]));
    await put('a', safetensors([['other', 'U8', [3], 3]]));
    assert.deepEqual(await file.tensors(), [listed('w', 'float32', [2, 3], 24)]);
    await the.store.files.delete('a');
    assert.deepEqual(await file.header(), { format: 'pt' });
  });

  test('of a compressed file', async () => {
    const file = await put('a', onnx([['w', 1, [300_000], 1_200_000]]), { encoding: 'auto' });
    assert.deepEqual(await file.tensors(), [listed('w', 'float32', [300_000], 1_200_000)]);
  });

  test('of other files are INVALID, which says where', async () => {
    for (const content of [new Uint8Array(), bytes(1000), new Blob(['{"json": true}'])]) {
      const file = await put('some/file', content);
      await fails(file.tensors(), 'INVALID', 'magic');
      await fails(file.header(), 'INVALID', 'magic');
    }
    const damaged = gguf([['q', 31, [32], 18]]);
    const error = await (await put('a.gguf', damaged)).tensors().catch((failure) => failure);
    const { key, format, field, offset, item, type } = error.details;
    assert.deepEqual(
      [error.code, key, format, field, item, type],
      ['INVALID', 'a.gguf', 'gguf', 'type', 'q', 31],
    );
    assert.equal(typeof offset, 'number');
  });

  test('end with the signal, and with the store', async () => {
    const file = await put('a', safetensors([floats]));
    const reason = { a: 'reason' };
    await failsWith(file.tensors({ signal: AbortSignal.abort(reason) }), reason);
    await fails(file.tensors({ sinal: 1 }), 'INVALID', 'sinal');
    await the.store.close();
    await fails(file.tensors(), 'CLOSED');
    await fails(file.header(), 'CLOSED');
  });

  test('of damaged files are INVALID or what the file says', async () => {
    const right = [
      safetensors([floats, ['b', 'BOOL', [2], 2]]),
      gguf([['q', 8, [64], 68]], [['k', 8, Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 65])]]),
      gguf([['q', 8, [64], 68]], [], { bigEndian: true }),
      onnx([
        ['w', 1, [2, 3], 24],
        ['v', 10, [3], 6],
      ]),
    ];
    const outcomes = { read: 0, refused: 0 };
    for (let seed = 1; seed <= 400; seed++) {
      const damaged = damage(right[seed % right.length], seed);
      const file = await put('damaged', damaged);
      const [tensors, header] = await Promise.allSettled([file.tensors(), file.header()]);
      for (const { status, reason } of [tensors, header]) {
        if (status === 'fulfilled') continue;
        assert.equal(reason.name, 'GranaryError', `seed ${seed}: ${reason.stack}`);
        assert.equal(reason.code, 'INVALID', `seed ${seed}: ${reason.stack}`);
      }
      if (tensors.status === 'fulfilled') {
        const total = tensors.value.reduce((sum, { byteSize }) => sum + byteSize, 0);
        assert.ok(total <= damaged.length, `seed ${seed}: ${total} bytes`);
      }
      outcomes[tensors.status === 'fulfilled' ? 'read' : 'refused']++;
    }
    assert.ok(outcomes.read > 10 && outcomes.refused > 100, JSON.stringify(outcomes));
  });
});

/** Gives a copy with some wrong bytes, which may be cut short. */
function damage(file, seed) {
  const random = bytes(20, seed * 7919);
  const copy = file.slice(0, random[0] < 40 ? (file.length * random[1]) >> 8 : file.length);
  const start = Math.min(copy.length, 160);
  for (let change = 0; change < 1 + (random[2] & 3); change++) {
    const at = (random[3 + change] * start) >> 8;
    const value = [0, 1, 0x7f, 0x80, 0xff, random[8 + change]][random[13 + change] % 6];
    if (at < copy.length) copy[at] = value;
  }
  return copy;
}
