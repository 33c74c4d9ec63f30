/**
 * The store: a port of two batch operations, the rules of a transaction, and an implementation in
 * memory.
 *
 * <p>A store keeps rows of the catalogue, and chunks under the SHA-256 of their bytes. It decides
 * everything that must be decided inside one transaction: whether a chunk is already stored,
 * whether a row still names it, what the totals are. The store knows which chunks a row names, but
 * never interprets a row's text. Nothing here cuts, hashes or verifies bytes, and no sweep or
 * eviction is decided here: see {@code space}.
 */
package dev.granary.store;
