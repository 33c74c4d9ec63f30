import { useDigestWorker } from './digest-worker.js';
import granary from './index.js';

// Known only while the script itself runs.
const script = typeof document === 'undefined' ? null : document.currentScript;
if (script && 'src' in script && script.src) {
  const { src } = script;
  useDigestWorker(() => new Worker(new URL('digest-worker.js', src)));
}

(globalThis as { granary?: typeof granary }).granary = granary;
