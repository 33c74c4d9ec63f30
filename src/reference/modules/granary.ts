/**
 * Files, downloads, documents and space. The hub, models, bundles and WebNN load at their first use.
 * @module granary
 */
export * from 'granary';
export { default } from 'granary';
