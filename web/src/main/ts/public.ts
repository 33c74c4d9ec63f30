// Everything that is public, whatever entry it is imported from.
import { GranaryError } from './errors.js';
import { open, probe } from './open.js';

declare const GRANARY_VERSION: string;

/** The release of this package. */
export const version: string = GRANARY_VERSION;

export { GranaryError, open, probe };
export type { CallOptions } from './call.js';
export type { Documents } from './documents.js';
export type { FetchOptions, RequestOptions, ResumeOptions, UnfinishedDownload } from './downloads.js';
export type { Engine } from './engine.js';
export type { GranaryErrorCode } from './errors.js';
export type { FileInfo } from './file-info.js';
export type { Files, FileSource, PutOptions } from './files.js';
export type {
  DownloadOptions,
  DownloadPlan,
  Hub,
  PlanOptions,
  QuantEntry,
  QuantStatus,
  RepoManifest,
  RepoUpdate,
  RevisionOptions,
} from './hub.js';
export type { HubOptions } from './hub-options.js';
export type { Granary, GranaryEvents, Stats } from './granary.js';
export type { Model, ModelInfo } from './model.js';
export type { ImportOptions, ModelInput, ModelOptions, Models, VersionOptions } from './models.js';
export type { Capabilities, OpenOptions } from './open.js';
export type { OnProgress, Progress } from './progress.js';
export type { CleanOptions, CleanReport } from './space.js';
export type { ByteRange, StoredFile } from './stored-file.js';
export type {
  BatchOptions,
  Collection,
  Filter,
  InsertOptions,
  Match,
  SaveOptions,
  SearchOptions,
  Vector,
} from './collection.js';
export type { CollectionInfo, Vectors } from './stored-vectors.js';
export type { BenchmarkOptions, BenchmarkReport } from './vector-benchmark.js';
export type { CollectionOptions } from './vectors.js';
export type { DataType, TensorInfo } from './tensor-info.js';
export type { Tensor, TensorInput, TensorInputs } from './tensors.js';
export type { StatsOptions, Suggestion, UsageItem } from './usage.js';
export type { VerifyOptions, VerifyReport } from './verify.js';

export default { open, probe, version, GranaryError };
