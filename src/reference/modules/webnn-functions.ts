// The functions of the object `webnn`: in the types it is an object of functions, which the reference could not describe.
export { build } from 'granary/types/webnn/build.js';
export { context, probe } from 'granary/types/webnn/context.js';
export { keep } from 'granary/types/webnn/kept.js';
export { loadOrFetch } from 'granary/types/webnn/load.js';
export { store } from 'granary/types/webnn/store.js';
