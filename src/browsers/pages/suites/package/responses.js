const bodySize = 2 * chunk + 500;
const bodyBytes = contentOf(bodySize, 4);
const served = 'https://models.example/weights.bin';

function withResponses(body) {
  return withStore(async (store) => {
    await store.files.put('key', bodyBytes, { type: 'application/x-model' });
    const file = await store.files.get('key');
    await body(file, (headers, init) => file.response(new Request(served, { ...init, headers })));
  });
}

const headersOf = ({ headers }, names) => names.map((name) => headers.get(name));

async function assertWhole(response, file, subject) {
  assertEqual(response.status, 200, `${subject}, status`);
  const names = ['content-length', 'content-type', 'etag', 'accept-ranges', 'content-range'];
  const expected = [String(bodySize), 'application/x-model', `"${file.sha256}"`, 'bytes', null];
  assertEqual(headersOf(response, names), expected, `${subject}, headers`);
  assertBytes(await response.arrayBuffer(), bodyBytes, `${subject}, body`);
}

test('a response without a request is the whole file', () =>
  withResponses(async (file) => assertWhole(await file.response(), file, 'response')));

test('a response to a plain request is the whole file', () =>
  withResponses(async (file, asked) => {
    await assertWhole(await asked({}), file, 'response');
    await assertWhole(await file.response(new Request(served, { method: 'GET' })), file, 'GET');
  }));

test('one range is answered with 206 and exactly that range', () =>
  withResponses(async (file, asked) => {
    const forms = [
      ['bytes=0-0', 0, 1],
      ['bytes=0-99', 0, 100],
      [`bytes=${chunk - 1}-${chunk}`, chunk - 1, chunk + 1],
      [`bytes=${chunk}-`, chunk, bodySize],
      ['bytes=-100', bodySize - 100, bodySize],
      [`bytes=-${bodySize + 5}`, 0, bodySize],
      ['bytes=100-99999999', 100, bodySize],
      [`bytes=${bodySize - 1}-${bodySize - 1}`, bodySize - 1, bodySize],
    ];
    for (const [range, start, end] of forms) {
      const response = await asked({ range });
      const actual = headersOf(response, ['content-range', 'content-length', 'content-type', 'etag']);
      const contentRange = `bytes ${start}-${end - 1}/${bodySize}`;
      const expected = [contentRange, String(end - start), 'application/x-model', `"${file.sha256}"`];
      assertEqual([response.status, ...actual], [206, ...expected], range);
      assertBytes(await response.arrayBuffer(), bodyBytes.slice(start, end), range);
    }
  }));

test('a range that begins after the end is answered with 416 and the size', () =>
  withResponses(async (file, asked) => {
    for (const range of [`bytes=${bodySize}-`, `bytes=${bodySize + 10}-${bodySize + 20}`, 'bytes=-0']) {
      const response = await asked({ range });
      const actual = [response.status, response.headers.get('content-range')];
      assertEqual(actual, [416, `bytes */${bodySize}`], range);
      assertEqual((await response.arrayBuffer()).byteLength < 1000, true, `${range}: the body is small`);
    }
  }));

test('a Range that is malformed, of another unit or of several ranges is ignored', () =>
  withResponses(async (file, asked) => {
    for (const range of ['bytes=5-2', 'bytes=abc', 'bytes=', 'items=0-1', 'bytes=0-1,5-6', 'bytes=--5']) {
      await assertWhole(await asked({ range }), file, range);
    }
  }));

test('HEAD is answered with the headers only', () =>
  withResponses(async (file, asked) => {
    const response = await asked({}, { method: 'HEAD' });
    const actual = headersOf(response, ['content-length', 'content-type', 'etag', 'accept-ranges']);
    const expected = [String(bodySize), 'application/x-model', `"${file.sha256}"`, 'bytes'];
    assertEqual([response.status, ...actual], [200, ...expected], 'status and headers');
    assertEqual((await response.arrayBuffer()).byteLength, 0, 'bytes in the body');
  }));

test('If-None-Match is answered with 304 where it matches', () =>
  withResponses(async (file, asked) => {
    const tag = `"${file.sha256}"`;
    for (const fitting of [tag, `W/${tag}`, '*', `"other", ${tag}`]) {
      const response = await asked({ 'if-none-match': fitting });
      assertEqual([response.status, response.headers.get('etag')], [304, tag], fitting);
      assertEqual((await response.arrayBuffer()).byteLength, 0, 'bytes in the body');
    }
    await assertWhole(await asked({ 'if-none-match': '"other"' }), file, 'another tag');
    const both = await asked({ 'if-none-match': tag, range: 'bytes=0-9' });
    assertEqual(both.status, 304, 'status where a range is asked for too');
  }));

test('If-Range allows a range only for the same file', () =>
  withResponses(async (file, asked) => {
    const same = await asked({ range: 'bytes=0-9', 'if-range': `"${file.sha256}"` });
    assertEqual(same.status, 206, 'status for the same file');
    await assertWhole(await asked({ range: 'bytes=0-9', 'if-range': '"other"' }), file, 'another tag');
    const date = 'Wed, 21 Oct 2015 07:28:00 GMT';
    await assertWhole(await asked({ range: 'bytes=0-9', 'if-range': date }), file, 'a date');
  }));

test('a method that would change the file is answered with 405', () =>
  withResponses(async (file, asked) => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      assertEqual((await asked({}, { method })).status, 405, method);
    }
  }));

test('an empty file is answered with an empty body, and any range of it with 416', () =>
  withStore(async (store) => {
    const file = await store.files.put('empty', new Uint8Array());
    const whole = await file.response();
    assertEqual([whole.status, whole.headers.get('content-length')], [200, '0'], 'status and length');
    assertEqual((await whole.arrayBuffer()).byteLength, 0, 'bytes in the body');
    const ranged = await file.response(new Request(served, { headers: { range: 'bytes=0-' } }));
    assertEqual([ranged.status, ranged.headers.get('content-range')], [416, 'bytes */0'], 'a range');
  }));

test('an argument that is not a Request is INVALID', () =>
  withResponses(async (file) => {
    for (const request of ['bytes=0-5', 5, {}, null]) {
      await assertRefused(file.response(request), 'INVALID', `response to ${JSON.stringify(request)}`);
    }
  }));
