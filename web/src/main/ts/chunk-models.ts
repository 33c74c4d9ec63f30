// The chunk of models and model files: the compiled code and its facade.
export { link } from './core-models.js';
export { Models } from './models.js';
