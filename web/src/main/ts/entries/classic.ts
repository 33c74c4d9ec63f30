// The classic script: everything, as one global.
import granary from './all.js';
import { useOwnFiles } from '../own-files.js';

// Only a script element knows the script's address, and only while the script first runs. A script that a worker
// imports does not know it.
const script = typeof document === 'undefined' ? null : document.currentScript;
if (script && 'src' in script && script.src) {
  const { src } = script;
  useOwnFiles(
    () => new Worker(new URL('digest-worker.js', src)),
    () => fetch(new URL('kernels.wasm', src)),
  );
}

(globalThis as { granary?: typeof granary }).granary = granary;
