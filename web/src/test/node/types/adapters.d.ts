// The adapters of the agreed public contract.
import type { Granary } from 'granary';

/** Of a service worker, whose types a page's compiler does not know. */
interface FetchEvent extends Event {
  readonly request: Request;
  respondWith(response: Response | PromiseLike<Response>): void;
}

export function serveFetch(
  granary: Granary | Promise<Granary>,
  options?: { prefix?: string },
): (event: FetchEvent) => void;
export function ggufBlobs(granary: Granary, key: string): Promise<Blob[]>;
export function wllamaStorage(granary: Granary): unknown;
export function modelReader(granary: Granary, key: string): Promise<ReadableStreamDefaultReader<Uint8Array>>;
export function tvmArtifactCache(granary: Granary): unknown;
export function onnxSession(
  granary: Granary,
  key: string,
): Promise<{ model: Uint8Array; options: { externalData: { path: string; data: Blob }[] } }>;
