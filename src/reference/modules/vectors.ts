/**
 * Collections of vectors, with or without a store.
 * @module granary/vectors
 */
export * from 'granary/vectors';
export { default } from 'granary/vectors';
