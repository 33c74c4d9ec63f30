import { build } from './build.js';
import { context, probe } from './context.js';
import { keep } from './kept.js';
import { loadOrFetch } from './load.js';
import { store } from './store.js';

/** WebNN: models as graphs' constants, and tensors of graphs as models. docs/webnn.md says more. */
export const webnn = { loadOrFetch, probe, context, build, store, keep };
