// granary: the hub, the models and the upkeep load at their first use.
export { default, GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
