/**
 * Space: which items may be evicted when room is needed, in which order, and how many bytes that
 * frees; the sweep, which deletes garbage; and which journals still have a living owner.
 *
 * <p>The store deletes rows and chunks. The caller decides what to do when nothing more can be
 * freed.
 */
package dev.granary.space;
