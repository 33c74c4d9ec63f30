// Mistakes that the types must refuse. Each line would compile without its mistake.
import granary, { GranaryError, open, type Granary, type StoredFile } from 'granary';

// @ts-expect-error there is no such entry
export type Upkeep = typeof import('granary/upkeep');

export async function mistakes(store: Granary, file: StoredFile): Promise<void> {
  // @ts-expect-error this option does not exist
  await open({ chunksize: 1 });
  // @ts-expect-error this option is not built yet
  await open({ chunkForm: 'file' });
  // @ts-expect-error this backend does not exist
  await open({ backend: 'opfs' });
  // @ts-expect-error a chunk size is a number
  await open({ chunkSize: '10 MiB' });
  // @ts-expect-error whether to list items is true or false
  await store.stats({ items: 'all' });
  // @ts-expect-error a string is not a source
  await store.files.put('key', 'text');
  // @ts-expect-error the source is missing
  await store.files.put('key');
  // @ts-expect-error this encoding does not exist
  await store.files.put('key', new Blob(), { encoding: 'gzip' });
  // @ts-expect-error a key is a string
  await store.files.get(5);
  // @ts-expect-error the file may be absent
  await (await store.files.get('key')).text();
  // @ts-expect-error the document may be absent
  (await store.documents.get<string>('key')).length;
  // @ts-expect-error the type of the JSON value is unknown
  (await file.json()).layers;
  // @ts-expect-error the size is read-only
  file.size = 3;
  // @ts-expect-error the property is read-only
  store.files = undefined;
  // @ts-expect-error a request is not a string
  await file.response('/key');
  // @ts-expect-error a range has numbers, not a header's text
  file.stream('bytes=0-10');
  // @ts-expect-error this event has no such property
  store.addEventListener('close', ({ detail }) => detail.key);
  // @ts-expect-error a hub is an object
  await open({ hub: 'https://huggingface.co' });
  // @ts-expect-error a token is a string
  await open({ hub: { token: () => 5 } });
  // @ts-expect-error the quant belongs into the options
  await store.hub.download('owner/name', 'q4');
  // @ts-expect-error files is a list of paths
  await store.hub.plan('owner/name', { files: 'config.json' });
  // @ts-expect-error the file may not be stored
  await (await store.hub.file('owner/name', 'config.json')).json();
  // @ts-expect-error this status does not exist
  (await store.hub.scan('owner/name')).quants['q4']!.status === 'done';
  // @ts-expect-error the URL is missing
  await store.files.fetch('key');
  // @ts-expect-error this option does not exist
  await store.files.fetch('key', 'https://models.test/', { reload: true });
  // @ts-expect-error resume takes no URL
  await store.files.resume('key', 'https://models.test/');
  // @ts-expect-error the total may be unknown
  (await store.files.unfinished())[0]!.total.toFixed();
  // @ts-expect-error WebNN is not built yet
  granary.webnn;
  const error: unknown = null;
  // @ts-expect-error the error's type must be checked first
  error.code;
  if (GranaryError.is(error)) {
    // @ts-expect-error this code does not exist
    error.code === 'QUOTA_EXCEEDED';
  }
}
