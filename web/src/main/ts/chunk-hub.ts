// The chunk of the hub: the compiled code and its facade.
export { link } from './core-hub.js';
export { Hub } from './hub.js';
