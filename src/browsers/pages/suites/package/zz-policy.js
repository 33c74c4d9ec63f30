// The name sorts this file last: it checks what all tests before it have done.
test('no test violated the script policy', () => {
  assertEqual(harness.violations, [], 'violations');
});

// WebKit reports violations in pages only.
const deaf = harness.engine.startsWith('webkit') && harness.context !== 'page';

test('a violation of the script policy is refused, and reported', async () => {
  let refused;
  try {
    new Function('return 1')();
  } catch (error) {
    refused = error.name;
  }
  assertEqual(refused, 'EvalError', 'new Function');
  for (let attempt = 0; attempt < 50 && harness.violations.length === 0 && !deaf; attempt++) await pause(20);
  assertEqual(harness.violations.length, deaf ? 0 : 1, 'violations after one was provoked');
});

test('the shipped scripts compile no code from strings', async () => {
  const textOf = async (file) => {
    const response = await fetch(`/package/${file}`);
    assertEqual(response.status, 200, `status of ${file}`);
    return response.text();
  };
  const entries = [
    'index.js',
    'hub.js',
    'models.js',
    'webnn.js',
    'all.js',
    'granary.min.js',
    'granary-sw.js',
  ];
  const adapters = ['service-worker.js', 'engines.js', 'onnxruntime.js', 'transformers.js'];
  const files = [...entries, ...adapters, 'digest-worker.js'];
  // What the entries import, and what that imports later.
  for (const file of files) {
    const text = await textOf(file);
    for (const [, imported] of text.matchAll(/["']\.\/(core[\w-]*\.js)["']/g)) {
      if (!files.includes(imported)) files.push(imported);
    }
    const found = /\beval\s*\(|\bnew Function\b|\bFunction\s*\(\s*['"`]/.exec(text);
    assertEqual(found, null, `code from strings in ${file}`);
  }
  assertEqual(files.length, 18, 'scripts');
});
