/**
 * The store: a port of two batch operations, its implementation in memory, and the sweep.
 *
 * <p>A store keeps rows of the catalogue, and chunks under the SHA-256 of their bytes. It decides
 * everything that must be decided inside one transaction: whether a chunk is already there, whether
 * anything still names it, what the totals are. The port and {@code CommitPlan} know that rows name
 * chunks, but not what a row's text says; only {@code Row.of} does, and the sweep, which must know
 * whether a journal's owner lives. Nothing here cuts, hashes or verifies bytes.
 */
package dev.granary.store;
