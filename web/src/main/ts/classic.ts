import granary from './index.js';
import { useOwnFiles } from './own-files.js';

// Known only while the script itself runs, and only to a script element: one that a worker imports does not know where it is
// from.
const script = typeof document === 'undefined' ? null : document.currentScript;
if (script && 'src' in script && script.src) {
  const { src } = script;
  useOwnFiles(
    () => new Worker(new URL('digest-worker.js', src)),
    () => fetch(new URL('kernels.wasm', src)),
  );
}

(globalThis as { granary?: typeof granary }).granary = granary;
