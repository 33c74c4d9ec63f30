/**
 * Looks whether what is stored still is what was stored, and fetches again what is not. Reading
 * verifies what it touches by itself, which is told in {@code chunk}; here everything is touched.
 */
package dev.granary.integrity;
