/**
 * WebNN for the models of a store, loaded at once.
 * @module granary/webnn
 */
import { webnn as shipped } from 'granary/webnn';
import * as functions from './webnn-functions.js';

export type * from 'granary/webnn';
export { default } from 'granary/webnn';
export * as webnn from './webnn-functions.js';

// The reference describes what is shipped, and all of it.
shipped satisfies typeof functions;
functions satisfies typeof shipped;
