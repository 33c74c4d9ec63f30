/**
 * Integrity: reads all stored chunks again, finds damaged ones, and fetches them again. A normal
 * read verifies only the blocks that it touches; {@code chunk} does that.
 */
package dev.granary.integrity;
