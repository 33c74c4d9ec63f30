/**
 * Space: which items may be evicted when room is needed, in which order, and how many bytes that
 * frees; the sweep, which deletes garbage; which journals still have a living owner; and how items
 * are used, with suggestions of what to do about the space that they take.
 *
 * <p>The store deletes rows and chunks. The caller decides what to do when nothing more can be
 * freed.
 */
package dev.granary.space;
