// Models of stored files: of one file, of files that belong together, and of files that cannot become a model.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gguf, onnx, safetensors, u16 } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { bytes, fails } from './support.mjs';

describePackages('models of files', ({ the }) => {
  const put = (key, file) => the.store.files.put(key, file);
  const names = ({ tensors }) => tensors.map(({ name }) => name);
  const split = (no) => [
    ['split.no', 2, u16(no)],
    ['split.count', 2, u16(2)],
  ];

  test('a big-endian file is refused, because tensors are kept little-endian', async () => {
    const file = await put('a.gguf', gguf([['q', 0, [2], 8]], [], { bigEndian: true }));
    await fails(the.store.models.import({ id: 'm' }, file), 'UNSUPPORTED', 'big-endian');
    await fails(the.store.models.import({ id: 'm' }, file, { align: true }), 'UNSUPPORTED', 'big-endian');
    await fails(the.store.models.import({ id: 'm' }, await file.blob()), 'UNSUPPORTED', 'big-endian');
    assert.equal(await the.store.models.has('m'), false);
  });

  test('external data are found beside the file, and among the given files', async () => {
    const far = bytes(10);
    const file = await put('models/a.onnx', onnx([['far', 10, [5], 10, 'w.data']]));
    await fails(the.store.models.import({ id: 'm' }, file), 'NOT_FOUND', 'models/w.data');
    const data = await put('models/w.data', far);
    for (const source of [file, [file, data], [data, file]]) {
      const model = await the.store.models.import({ id: 'm' }, source);
      const { buffer } = (await model.tensor('far')).data;
      assert.deepEqual(new Uint8Array(buffer), new Uint8Array(far));
    }
  });

  test('the splits of a model are one model, whether one or all of them are given', async () => {
    const first = await put('s/x-00001-of-00002.gguf', gguf([['a', 0, [1], 4]], split(0)));
    const second = await put('s/x-00002-of-00002.gguf', gguf([['b', 24, [2], 2]], split(1)));
    for (const source of [first, [first, second]])
      assert.deepEqual(names(await the.store.models.import({ id: 'm' }, source)), ['a', 'b']);
    await fails(the.store.models.import({ id: 'm' }, [second, first]), 'INVALID', 'split');
  });

  test('one split of several is no model, stored or as a Blob', async () => {
    const second = await put('s/x-00002-of-00002.gguf', gguf([['b', 24, [2], 2]], split(1)));
    await put('s/renamed.gguf', gguf([['a', 0, [1], 4]], split(0)));
    for (const source of [second, await the.store.files.get('s/renamed.gguf'), await second.blob()])
      await fails(the.store.models.import({ id: 'm' }, source), 'INVALID', 'split');
    assert.equal(await the.store.models.has('m'), false);
    assert.deepEqual(
      (await second.tensors()).map(({ name }) => name),
      ['b'],
    );
  });

  test('a given file that belongs to no other one is not left out', async () => {
    const one = await put('one.onnx', onnx([['a', 10, [5], 10]]));
    const two = await put('two.onnx', onnx([['b', 10, [5], 10]]));
    await fails(the.store.models.import({ id: 'm' }, [one, two]), 'INVALID', 'two.onnx', 'one.onnx');
    const other = await put('a.safetensors', safetensors([['c', 'U8', [3], 3]]));
    await fails(the.store.models.import({ id: 'm' }, [other, one]), 'INVALID', 'a.safetensors');
  });

  test('files of which each has tensors of its own are one model', async () => {
    const files = [
      await put('1.safetensors', safetensors([['a', 'U8', [3], 3]])),
      await put('2.safetensors', safetensors([['b', 'U8', [4], 4]])),
    ];
    assert.deepEqual(names(await the.store.models.import({ id: 'm' }, files)), ['a', 'b']);
    await fails(the.store.models.import({ id: 'm' }, [files[0], files[0]]), 'INVALID', '"a"');
  });

  test('a file that was replaced since it was opened is not imported', async () => {
    const file = await put('1.safetensors', safetensors([['a', 'U8', [3], 3]]));
    await put('1.safetensors', safetensors([['b', 'U8', [3], 3]]));
    await fails(the.store.models.import({ id: 'm' }, file), 'NOT_FOUND', 'replaced');
  });
});
