test('the script policy is in force: no code from strings', () => {
  let refused;
  try {
    new Function('return 1')();
  } catch (error) {
    refused = error.name;
  }
  assertEqual(refused, 'EvalError', 'new Function');
});

test('WebAssembly compiles under the script policy', async () => {
  const smallest = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  const { instance } = await WebAssembly.instantiate(smallest);
  assertEqual(Object.keys(instance.exports), [], 'exports');
});

test('a view of WebAssembly memory is empty after the memory grew', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const view = new Uint8Array(memory.buffer);
  view[0] = 42;
  memory.grow(1);
  assertEqual([view.length, view[0]], [0, undefined], 'length and first byte of the old view');
  assertEqual(new Uint8Array(memory.buffer)[0], 42, 'first byte of a new view');
});

test('this is a secure context, and the report records what it offers', () => {
  assert(isSecureContext, 'tests run on a secure origin');
  const offered = (feature) => (feature ? 'present' : 'absent');
  fact('navigator.storage', offered(navigator.storage));
  fact('navigator.storage.persist', offered(navigator.storage?.persist));
  const syncAccess = globalThis.FileSystemFileHandle?.prototype.createSyncAccessHandle;
  fact('sync access handles', offered(syncAccess));
});
