/**
 * The store: a port of two batch operations, its implementation in memory, and the sweep.
 *
 * <p>A store keeps rows of the catalogue, and chunks under the SHA-256 of their bytes. It decides
 * everything that must be decided inside one transaction: whether a chunk is already there, whether
 * anything still names it, what the totals are. It knows that rows name chunks, but not what a
 * row's text means to its writer; and it neither cuts, hashes nor verifies bytes.
 */
package dev.granary.store;
