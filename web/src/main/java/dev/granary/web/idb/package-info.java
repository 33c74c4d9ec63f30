/**
 * Implements the store in IndexedDB: the schema, the records, and the two operations of the port.
 * Each operation is one transaction in one chain of callbacks, and nothing in the chain waits.
 * {@code dev.granary.store.CommitPlan} says what a transaction decides.
 */
package dev.granary.web.idb;
