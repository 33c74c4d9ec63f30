// granary/onnxruntime: a stored ONNX model in the form that onnxruntime-web takes.
import type { Granary } from '../granary.js';
import { required } from './stored.js';

/** What `InferenceSession.create` of onnxruntime-web takes. */
export interface OnnxSession {
  /** The bytes of the ONNX file, verified. */
  model: Uint8Array<ArrayBuffer>;
  /** Options of the session, to which you may add your own. */
  options: {
    /** The files with the external data, under the very names that the ONNX file gives them, as lazy Blobs. */
    externalData: { path: string; data: Blob }[];
  };
}

/**
 * Gives a stored ONNX model with its external data: `InferenceSession.create(model, { ...options, executionProviders })`.
 * The external data are looked for beside the model: those of `a/model.onnx` under `a/{location}`. The Blobs are lazy.
 * The build `onnxruntime-web/jspi` reads them tensor by tensor; the other builds read each Blob whole.
 *
 * The code that reads ONNX files loads at the first call. A service worker cannot load code later: there, write
 * `import 'granary/models'`.
 *
 * @throws NOT_FOUND when the model or a file of its external data is not stored; `details.key` says which
 */
export async function onnxSession(granary: Granary, key: string): Promise<OnnxSession> {
  const file = await required(granary, key);
  const { external_data: locations = [] } = (await file.header()) as { external_data?: string[] };
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const externalData = await Promise.all(
    locations.map(async (path) => {
      const place = path.split('/').filter((name) => name !== '.');
      const other = await required(granary, folder + place.join('/'));
      return { path, data: await other.blob() };
    }),
  );
  return { model: await file.bytes(), options: { externalData } };
}

export default { onnxSession };
