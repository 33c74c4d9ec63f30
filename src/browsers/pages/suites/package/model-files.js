// Lists the tensors of model files. The scenario `formats` does the same with the files of a hub.
{
  const u = (value, length) => Array.from({ length }, (_, place) => Math.floor(value / 256 ** place) % 256);
  const letters = (text) => [...new TextEncoder().encode(text)];
  const text = (value) => [...u(letters(value).length, 8), ...letters(value)];

  /** A safetensors file with a tensor of 300,000 numbers, which passes the end of a chunk. */
  const safetensors = () => {
    const weight = { dtype: 'F32', shape: [300, 1000], data_offsets: [0, 1_200_000] };
    const scale = { dtype: 'BF16', shape: [], data_offsets: [1_200_000, 1_200_002] };
    const header = text(JSON.stringify({ __metadata__: { format: 'pt' }, weight, scale }));
    return new Blob([Uint8Array.from(header), new Uint8Array(1_200_002)]);
  };
  const listed = [
    { name: 'weight', dataType: 'float32', shape: [300, 1000], byteSize: 1_200_000 },
    { name: 'scale', dataType: 'bfloat16', shape: [], byteSize: 2 },
  ];

  /** A GGUF file with a vocabulary, so that its header needs several steps. */
  const gguf = () => {
    const head = [...letters('GGUF'), ...u(3, 4), ...u(1, 8), ...u(1, 8)];
    const words = Array.from({ length: 20_000 }, (_, number) => text(`word ${number}`));
    const tokens = [...text('tokens'), ...u(9, 4), ...u(8, 4), ...u(words.length, 8), ...words.flat()];
    const info = [...text('q'), ...u(2, 4), ...u(64, 8), ...u(3, 8), ...u(8, 4), ...u(0, 8)];
    const header = [...head, ...tokens, ...info];
    return new Blob([Uint8Array.from(header), new Uint8Array((-header.length & 31) + 6 * 34)]);
  };

  test('a safetensors file lists its tensors and has a header', () =>
    withStore(async (store) => {
      const file = await store.files.put('model', safetensors());
      assertEqual(await file.tensors(), listed, 'tensors');
      assertEqual(await file.header(), { format: 'pt' }, 'header');
      await store.files.put('model', new Blob(['another file']));
      assertEqual(await file.tensors(), listed, 'tensors of a replaced file');
      await assertRefused((await store.files.get('model')).tensors(), 'INVALID');
    }));

  test('a tensor in two files that are cut at their tensors is stored once', () =>
    withStore(async (store) => {
      const align = true;
      const one = await store.files.put('one', safetensors(), { align });
      const { storedBytes } = await store.stats();
      const other = new Blob([safetensors().slice(0, -1), 'x']);
      const two = await store.files.put('two', other.stream(), { align });
      assertEqual((await store.stats()).storedBytes - storedBytes <= 2, true, 'shared');
      assertEqual([one.size, two.size], [other.size, other.size], 'sizes');
      assertEqual((await two.bytes(two.size - 2))[1], 'x'.charCodeAt(0), 'the last byte');
      assertEqual((await (await two.blob()).arrayBuffer()).byteLength, two.size, 'the Blob');
      assertEqual((await store.verify()).bad, [], 'damage');
    }));

  test('a GGUF file lists its tensors and abbreviates its vocabulary', () =>
    withStore(async (store) => {
      const file = await store.files.put('model.gguf', gguf());
      assertEqual(
        await file.tensors(),
        [{ name: 'q', dataType: 'q8_0', shape: [3, 64], byteSize: 204 }],
        'tensors',
      );
      const { tokens } = await file.header();
      assertEqual([tokens.length, tokens.first.length, tokens.first[7]], [20_000, 8, 'word 7'], 'tokens');
    }));
}
