/**
 * The store in IndexedDB: its schema, its records, and the two operations of the port, each one
 * transaction in one chain of callbacks in which nothing is awaited. What a transaction decides is
 * told in {@code dev.granary.store.CommitPlan}.
 */
package dev.granary.web.idb;
