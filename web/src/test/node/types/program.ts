// Code as applications write it. The type test compiles this file and never runs it.
import 'granary/hub';
import 'granary/models';
import granary, {
  GranaryError,
  open,
  probe,
  version,
  type CallOptions,
  type Capabilities,
  type DataType,
  type Documents,
  type FetchOptions,
  type DownloadOptions,
  type DownloadPlan,
  type Engine,
  type FileInfo,
  type Files,
  type Granary,
  type GranaryErrorCode,
  type GranaryEvents,
  type Hub,
  type OnProgress,
  type OpenOptions,
  type Progress,
  type PutOptions,
  type QuantEntry,
  type RepoManifest,
  type RepoUpdate,
  type RequestOptions,
  type ResumeOptions,
  type Stats,
  type StoredFile,
  type Suggestion,
  type TensorInfo,
  type UnfinishedDownload,
  type UsageItem,
} from 'granary';

export async function everyday(signal: AbortSignal): Promise<void> {
  const options: OpenOptions = {
    name: 'models',
    backend: 'auto',
    chunkSize: 1 << 20,
    budget: 1e9,
    verify: 'always',
    workerURL: '/assets/digest-worker.js',
    wasmURL: new URL('https://cdn.test/kernels.wasm'),
  };
  const store: Granary = await open(options);
  const sameStore = await granary.open();
  const { worker, kernel, chunkForm, reason: why }: Engine = store.engine;
  console.log(worker && kernel === 'simd', chunkForm, why?.length);
  const capabilities: Capabilities = await probe();
  const reason: string | undefined = capabilities.webnn.reason;

  const report: OnProgress = ({ key, loaded, total }: Progress) => console.log(key, loaded, total, reason);
  const put: PutOptions = {
    type: 'a/b',
    size: 3,
    sha256: '',
    pinned: true,
    metadata: { a: [1] },
    signal,
    onProgress: report,
  };
  const response = await fetch('https://models.test/a');
  const file: StoredFile = await store.files.put('a', response, put);
  await store.files.put('b', new Blob(['x']));
  await store.files.put('b', new Uint8Array(3));
  await store.files.put('b', new Float32Array(3).buffer);
  await store.files.put('b', file.stream());
  await store.files.put(
    'b',
    (async function* () {
      yield new Uint8Array(3);
    })(),
  );

  const asking: RequestOptions = { headers: { authorization: 'Bearer' }, fetch, retries: 3 };
  const fetching: FetchOptions = { ...put, ...asking, concurrency: 4, revalidate: true };
  const fetched: StoredFile = await store.files.fetch('a', new URL('https://models.test/a'), fetching);
  const resuming: ResumeOptions = { ...asking, signal, onProgress: report };
  const left: UnfinishedDownload[] = await store.files.unfinished();
  for (const { key, active, url, total } of left) {
    if (!active) await store.files.resume(key, resuming);
    console.log(url?.length, total?.toFixed(), fetched.url);
  }
  const stopped: boolean = (await store.files.pause('a')) || (await store.files.discard('a', { signal }));
  console.log(stopped);

  const found: StoredFile | undefined = await sameStore.files.get('a', { signal });
  const bytes: Uint8Array = await file.bytes(0, 10, { signal });
  const blob: Blob = new Blob([await file.bytes(), await file.blob(3)]);
  for await (const piece of readAll(file.stream({ start: 3, signal }))) console.log(piece.byteLength);
  for await (const piece of readAll(file.stream(3, 9, { signal }))) console.log(piece.byteLength);
  const tensors: TensorInfo[] = await file.tensors({ signal });
  const types: DataType[] = tensors.map(({ dataType }) => dataType);
  const header: Record<string, unknown> = await file.header();
  console.log(types.includes('q4_K'), tensors[0]?.shape[0], header['general.name']);
  const config = await file.json<{ layers: number }>();
  const answer: Response = await file.response(new Request('https://models.test/a'), { signal });
  const { url, revoke } = await file.objectURL();
  revoke();
  console.log(
    found?.metadata?.['license'],
    bytes.length,
    blob.size,
    config.layers + 1,
    answer.status,
    url.length,
  );

  const infos: FileInfo[] = await store.files.list('a/');
  const info: FileInfo = file;
  console.log(infos.length, info.sha256.length, info.url?.length);

  const documents: Documents = store.documents;
  await documents.put('config', { a: 1 });
  const value: { a: number } | undefined = await documents.get<{ a: number }>('config');
  const files: Files = store.files;
  const gone: boolean = await files.delete('a');
  console.log(value?.a, gone, await documents.keys());

  const stats: Stats = await store.stats({ signal });
  console.log(stats.storedBytes, stats.cache.hits, stats.quota?.toFixed(), version.length);
  const { items = [], suggestions = [] }: Stats = await store.stats({ items: true, signal });
  const item: UsageItem | undefined = items.find(({ kind, accesses }) => kind === 'file' && accesses > 3);
  for (const { action, key, unusedFor } of suggestions satisfies Suggestion[]) {
    if (action === 'clean' && !key) await store.clean({ unusedFor });
    if (action === 'discard' && key) await files.discard(key);
  }
  console.log(item?.onlyItsBytes);

  const listener = ({ detail }: GranaryEvents['change']) => console.log(detail.action === 'put', detail.key);
  store.addEventListener('change', listener);
  store.addEventListener('progress', ({ detail }) => console.log(detail.bytesPerSecond));
  store.addEventListener('close', ({ detail }) => console.log(detail.reason), { once: true });
  store.addEventListener('anything', (event: Event) => console.log(event.type));
  store.removeEventListener('change', listener);
  const disposable: AsyncDisposable = store;
  await disposable[Symbol.asyncDispose]();
}

export async function repositories(signal: AbortSignal): Promise<void> {
  const token = async () => 'hf_…';
  const store = await open({ hub: { endpoint: 'https://hub.test', token, fetch } });
  await open({ hub: { token: 'hf_…' } });
  const session: { token?: string } = {};
  await open({ hub: { endpoint: undefined, token: session.token, fetch: undefined } });
  await open({ hub: { token: () => session.token } });
  await open({ hub: { token: async () => localStorage.getItem('token') } });
  const hub: Hub = store.hub;
  const scanned: RepoManifest = await hub.scan('owner/name', { revision: 'main', signal });
  for (const quant of Object.values<QuantEntry>(scanned.quants)) {
    console.log(quant.name, quant.status === 'paused', quant.loaded / quant.size, quant.error?.length);
  }
  const plan: DownloadPlan = await hub.plan('owner/name', { quant: 'q4', files: ['README.md'] });
  const options: DownloadOptions = { quant: 'q4', concurrency: 4, pinned: true, signal };
  if (plan.fits)
    await hub.download('owner/name', { ...options, onProgress: ({ file }) => console.log(file) });
  const config = await (await hub.file('owner/name', 'config.json'))?.json<{ layers: number }>();
  const update: RepoUpdate | undefined = await hub.checkForUpdate('owner/name');
  console.log(config?.layers, update?.changedFiles.length, scanned.files[0]?.sha256);
  const known: RepoManifest | undefined = await hub.get('gpt2');
  const gone: boolean = await hub.delete('gpt2', { quant: 'fp32' });
  console.log(known?.task, gone, (await hub.list()).length);
  await store.files.delete('model.onnx', { documents: true });
}

export function errors(error: unknown): GranaryErrorCode | undefined {
  if (!GranaryError.is(error)) return undefined;
  const { code, details, message } = error;
  console.log(details['key'], message.length, error.cause, error instanceof Error);
  if (code === 'QUOTA') return code;
  return error.code;
}

export const call: CallOptions = {};

async function* readAll(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}
