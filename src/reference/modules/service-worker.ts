/**
 * Answers a page's requests from the store, in a service worker.
 * @module granary/service-worker
 */
export * from 'granary/service-worker';
export { default } from 'granary/service-worker';
