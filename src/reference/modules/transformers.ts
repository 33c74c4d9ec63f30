/**
 * Lets transformers.js download and read its files through the store.
 * @module granary/transformers
 */
export * from 'granary/transformers';
export { default } from 'granary/transformers';
