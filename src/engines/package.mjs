// The package under test, as the build of the module `web` has left it.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const folder = process.env.GRANARY_PACKAGE ?? join(import.meta.dirname, '../../web/target/npm');
const load = (file) => import(pathToFileURL(join(folder, file)).href);

export const { open } = await load('index.js');
export const { onnxSession } = await load('onnxruntime.js');
export const { useWithTransformers } = await load('transformers.js');
export const { ggufBlobs, modelReader, tvmArtifactCache, wllamaStorage } = await load('engines.js');
