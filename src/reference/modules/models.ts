/**
 * The same as `granary`, with the models loaded at once: for service workers, which cannot load code later.
 * @module granary/models
 */
export * from 'granary/models';
export { default } from 'granary/models';
