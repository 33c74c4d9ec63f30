/**
 * What the catalogue says about stored things: file manifests, the journals of files that are still
 * being written, and what repositories hold and where their branches were seen, with their
 * versioned text form. Manifests name chunks; how chunks are cut, hashed and kept is told in the
 * rooms {@code chunk}, {@code digest} and {@code store}.
 */
package dev.granary.catalog;
