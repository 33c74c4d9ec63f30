/**
 * The same as `granary`, with the hub loaded at once: for service workers, which cannot load code later.
 * @module granary/hub
 */
export * from 'granary/hub';
export { default } from 'granary/hub';
