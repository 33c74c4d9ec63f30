// The chunk of bundles and verification. Its facade has a few lines, which are in the base.
export { link } from './core-upkeep.js';
