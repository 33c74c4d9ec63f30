// granary/engines: stored files in the forms that engines take.
import type { Granary } from '../granary.js';
import { fetchedFor, required, storedFor } from './stored.js';

/**
 * Gives a GGUF model as the Blobs that wllama's `loadModel` takes: the file, or all files of a split model in their
 * order. The Blobs are lazy.
 *
 * @param key the key of the file, or of any file of a split model, such as `model-00001-of-00003.gguf`
 * @throws NOT_FOUND when a file is missing; `details.key` says which
 */
export async function ggufBlobs(granary: Granary, key: string): Promise<Blob[]> {
  const [, name, , count] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i.exec(key) ?? [];
  const keys = count
    ? Array.from({ length: Number(count) }, (_, index) => {
        const part = String(index + 1).padStart(5, '0');
        return `${name}-${part}-of-${count}${key.slice(-'.gguf'.length)}`;
      })
    : [key];
  const files = await Promise.all(keys.map((each) => required(granary, each)));
  return Promise.all(files.map((file) => file.blob()));
}

/** What wllama's `CacheManager` takes. */
export interface WllamaStorage {
  isSupported(): boolean;
  read(key: string): Promise<Blob | null>;
  write(key: string, stream: ReadableStream, hint?: { sha256: string }): Promise<void>;
  getSize(key: string): Promise<number>;
  list(): Promise<{ key: string; size: number }[]>;
  delete(key: string): Promise<void>;
}

/**
 * Makes the storage for wllama: `new CacheManager([wllamaStorage(granary)])`. A download that breaks off leaves
 * nothing, and content with another SHA-256 than the hub's is refused. The files have the keys `wllama/…`; wllama never
 * sees others.
 */
export function wllamaStorage(granary: Granary): WllamaStorage {
  const { files } = granary;
  const prefix = 'wllama/';
  return {
    isSupported: () => true,
    read: async (key) => (await (await files.get(prefix + key))?.blob()) ?? null,
    async write(key, stream, hint) {
      await files.put(prefix + key, stream, { sha256: hint?.sha256 });
    },
    getSize: async (key) => (await files.get(prefix + key))?.size ?? -1,
    list: async () =>
      (await files.list(prefix)).map(({ key, size }) => ({ key: key.slice(prefix.length), size })),
    async delete(key) {
      await files.delete(prefix + key);
    },
  };
}

/**
 * Gives a stored model as the reader that MediaPipe (`modelAssetBuffer`) and LiteRT.js (`loadAndCompile`) take. The
 * bytes are verified.
 *
 * @throws NOT_FOUND when there is no such file
 */
export async function modelReader(
  granary: Granary,
  key: string,
): Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>> {
  return (await required(granary, key)).stream().getReader();
}

/** What the runtime of web-llm, tvmjs, takes as its `artifactCache`. */
export interface TvmArtifactCache {
  fetchWithCache(url: string, storetype?: string, signal?: AbortSignal): Promise<any>;
  addToCache(url: string, storetype?: string, signal?: AbortSignal): Promise<void>;
  hasAllKeys(keys: string[]): Promise<boolean>;
  deleteInCache(url: string): Promise<void>;
}

/**
 * Makes the `artifactCache` of tvmjs. Files of the hub are shared with `hub.download`; any other file has its URL as
 * its key. Every download resumes, and every file is verified when it is read.
 */
export function tvmArtifactCache(granary: Granary): TvmArtifactCache {
  return {
    async fetchWithCache(url, storetype, signal) {
      const file = await fetchedFor(granary, url, { signal });
      return storetype === 'json' ? file.json({ signal }) : file.arrayBuffer({ signal });
    },
    async addToCache(url, _storetype, signal) {
      await fetchedFor(granary, url, { signal });
    },
    async hasAllKeys(keys) {
      for (const key of keys) if (!(await storedFor(granary, key))) return false;
      return true;
    },
    async deleteInCache(url) {
      const file = await storedFor(granary, url);
      if (file) await granary.files.delete(file.key);
    },
  };
}

export default { ggufBlobs, modelReader, tvmArtifactCache, wllamaStorage };
