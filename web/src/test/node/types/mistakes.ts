// What the types must refuse; each line would compile without its mistake.
// @ts-expect-error there is no such entry
import 'granary/upkeep';
import granary, { GranaryError, open, type Granary, type StoredFile } from 'granary';

export async function mistakes(store: Granary, file: StoredFile): Promise<void> {
  // @ts-expect-error an option that does not exist
  await open({ chunksize: 1 });
  // @ts-expect-error not yet
  await open({ memoryCache: 1 });
  // @ts-expect-error a backend that does not exist
  await open({ backend: 'opfs' });
  // @ts-expect-error a number
  await open({ chunkSize: '10 MiB' });
  // @ts-expect-error a text is no source
  await store.files.put('key', 'text');
  // @ts-expect-error a source is missing
  await store.files.put('key');
  // @ts-expect-error there is no such encoding
  await store.files.put('key', new Blob(), { encoding: 'gzip' });
  // @ts-expect-error a key is a string
  await store.files.get(5);
  // @ts-expect-error it may be absent
  await (await store.files.get('key')).text();
  // @ts-expect-error it may be absent
  (await store.documents.get<string>('key')).length;
  // @ts-expect-error unknown until it is told
  (await file.json()).layers;
  // @ts-expect-error read only
  file.size = 3;
  // @ts-expect-error read only
  store.files = undefined;
  // @ts-expect-error a request is no text
  await file.response('/key');
  // @ts-expect-error an object, not two numbers
  file.stream(0, 10);
  // @ts-expect-error no such property of this event
  store.addEventListener('close', ({ detail }) => detail.key);
  // @ts-expect-error a hub is described
  await open({ hub: 'https://huggingface.co' });
  // @ts-expect-error a token is a text
  await open({ hub: { token: () => 5 } });
  // @ts-expect-error a quant is an option
  await store.hub.download('owner/name', 'q4');
  // @ts-expect-error several paths
  await store.hub.plan('owner/name', { files: 'config.json' });
  // @ts-expect-error it may not be stored
  await (await store.hub.file('owner/name', 'config.json')).json();
  // @ts-expect-error there is no such status
  (await store.hub.scan('owner/name')).quants['q4']!.status === 'done';
  // @ts-expect-error a URL is missing
  await store.files.fetch('key');
  // @ts-expect-error an option that does not exist
  await store.files.fetch('key', 'https://models.test/', { reload: true });
  // @ts-expect-error it has its URL already
  await store.files.resume('key', 'https://models.test/');
  // @ts-expect-error it may be unknown
  (await store.files.unfinished())[0]!.total.toFixed();
  // @ts-expect-error not yet
  granary.webnn;
  const error: unknown = null;
  // @ts-expect-error it is checked first
  error.code;
  if (GranaryError.is(error)) {
    // @ts-expect-error no such code
    error.code === 'QUOTA_EXCEEDED';
  }
}
