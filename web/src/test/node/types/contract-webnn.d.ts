// The agreed contract of models and of WebNN.
import type { DataType, Granary, OnProgress, StoredFile, TensorInfo } from './contract.js';

export interface TensorInput {
  name: string;
  dataType: DataType;
  shape: number[];
  data: BufferSource | Blob | ReadableStream<Uint8Array>;
  metadata?: Record<string, unknown>;
}
export interface Tensor extends TensorInfo {
  readonly data: ArrayBufferView;
}
export interface ModelInput {
  id: string;
  name?: string;
  version?: string;
  framework?: string;
  metadata?: Record<string, unknown>;
  pinned?: boolean;
}
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly framework?: string;
  readonly totalSize: number;
  readonly tensorCount: number;
  readonly createdAt: number;
  readonly lastAccessed: number;
  readonly pinned: boolean;
  readonly metadata?: Record<string, unknown>;
}
export interface Models {
  put(
    model: ModelInput,
    tensors: Iterable<TensorInput> | AsyncIterable<TensorInput>,
    options?: { signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<Model>;
  import(
    model: ModelInput,
    source: StoredFile | StoredFile[] | Blob,
    options?: { align?: boolean; signal?: AbortSignal; onProgress?: OnProgress },
  ): Promise<Model>;
  get(id: string, options?: { version?: string }): Promise<Model | undefined>;
  has(id: string, options?: { version?: string }): Promise<boolean>;
  list(options?: { name?: string; framework?: string }): Promise<ModelInfo[]>;
  versions(id: string): Promise<string[]>;
  delete(id: string, options?: { version?: string }): Promise<boolean>;
}
export interface Model extends ModelInfo {
  readonly tensors: TensorInfo[];
  readonly missing: string[];
  tensor(name: string, options?: { as?: DataType }): Promise<Tensor>;
  blob(name: string): Promise<Blob>;
  putTensors(tensors: Iterable<TensorInput> | AsyncIterable<TensorInput>): Promise<void>;
  deleteTensor(name: string): Promise<boolean>;
  constants(
    builder: unknown,
    options?: { names?: string[]; signal?: AbortSignal; onProgress?: OnProgress },
  ): AsyncIterable<[string, unknown]>;
}

export const webnn: {
  loadOrFetch(
    granary: Granary,
    id: string,
    options: {
      builder: unknown;
      fetch?: () => Promise<Model>;
      signal?: AbortSignal;
      onProgress?: OnProgress;
    },
  ): Promise<Map<string, unknown>>;
  probe(): Promise<{ available: boolean; reason?: string; limits?: unknown }>;
  context(options?: unknown): Promise<unknown>;
  store(
    granary: Granary,
    context: unknown,
    model: ModelInput,
    tensors: Record<string, unknown>,
  ): Promise<Model>;
};
