// The classic script: everything, as one global.
import granary from './all.js';
import { useOwnFiles, workerOf } from '../own-files.js';
import { useVectorKernels } from '../vector-kernels.js';

// Only a script element knows the script's address, and only while the script first runs. A script that a worker
// imports does not know it.
const script = typeof document === 'undefined' ? null : document.currentScript;
const src = script && 'src' in script ? script.src : '';
const beside = (file: string) => {
  if (!src) throw new Error('The script does not know its own address.');
  return new URL(file, src).href;
};
useOwnFiles(
  () => workerOf(beside('digest-worker.js')),
  async () => fetch(beside('kernels.wasm')),
);
useVectorKernels(
  async () => fetch(beside('kernels-relaxed.wasm')),
  async () => fetch(beside('kernels.wasm')),
);

(globalThis as { granary?: typeof granary }).granary = granary;
