import { useDigestWorker } from './digest-worker.js';

// Bundlers find the file by this very expression.
useDigestWorker(() => new Worker(new URL('./digest-worker.js', import.meta.url)));

export * from './index.js';
export { default } from './index.js';
