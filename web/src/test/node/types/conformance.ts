// Compares the package's types with the contract: the package may declare more than the contract, never less.
import type * as Contract from './contract.js';
import granary, * as shipped from 'granary';
import everything, * as all from 'granary/all';
import withHub, * as hub from 'granary/hub';
import withModels, * as models from 'granary/models';

export const module: typeof Contract = shipped;
export const theDefault: typeof Contract = granary;
export const otherEntries: (typeof Contract)[] = [all, everything, hub, withHub, models, withModels];
export const theError: typeof Contract.GranaryError = shipped.GranaryError;

// What one entry gives is what another takes.
export const sameTypes: (
  store: all.Granary,
  file: hub.StoredFile,
) => [shipped.Granary, shipped.StoredFile] = (store, file) => [store, file];

// Each type is compared by itself too, so that the compiler reports a mismatch at that type.
type Fits<Ours extends Theirs, Theirs> = Ours;
export type Given = [
  Fits<shipped.Granary, Contract.Granary>,
  Fits<shipped.Files, Contract.Files>,
  Fits<shipped.StoredFile, Contract.StoredFile>,
  Fits<shipped.FileInfo, Contract.FileInfo>,
  Fits<shipped.TensorInfo, Contract.TensorInfo>,
  Fits<shipped.DataType, Contract.DataType>,
  Fits<shipped.Documents, Contract.Documents>,
  Fits<shipped.Hub, Contract.Hub>,
  Fits<shipped.QuantStatus, Contract.QuantStatus>,
  Fits<shipped.QuantEntry, Contract.QuantEntry>,
  Fits<shipped.RepoManifest, Contract.RepoManifest>,
  Fits<shipped.Stats, Contract.Stats>,
  Fits<shipped.VerifyReport, Contract.VerifyReport>,
  Fits<shipped.CleanReport, Contract.CleanReport>,
  Fits<shipped.Progress, Contract.Progress>,
  Fits<shipped.Capabilities, Contract.Capabilities>,
  Fits<shipped.GranaryEvents, Contract.GranaryEvents>,
  Fits<shipped.GranaryError, Contract.GranaryError>,
];
export type Taken = [
  Fits<Contract.OpenOptions, shipped.OpenOptions>,
  Fits<Contract.PutOptions, shipped.PutOptions>,
  Fits<Contract.FetchOptions, shipped.FetchOptions>,
  Fits<Contract.OnProgress, shipped.OnProgress>,
];
export type Codes = [
  Fits<Contract.ErrorCode, shipped.GranaryErrorCode>,
  Fits<'FAILED', shipped.GranaryErrorCode>,
];

// The adapters, each of its own entry.
import type * as Adapters from './adapters.js';
import * as engines from 'granary/engines';
import theEngines from 'granary/engines';
import * as onnxruntime from 'granary/onnxruntime';
import theOnnxruntime from 'granary/onnxruntime';
import * as serviceWorker from 'granary/service-worker';
import theServiceWorker from 'granary/service-worker';

export const adapters: Pick<typeof Adapters, keyof typeof theEngines>[] = [engines, theEngines];
export const serving: Pick<typeof Adapters, 'serveFetch'>[] = [serviceWorker, theServiceWorker];
export const sessions: Pick<typeof Adapters, 'onnxSession'>[] = [onnxruntime, theOnnxruntime];
