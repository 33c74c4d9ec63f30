/**
 * Space: what may go when room is needed, in which order, and what that frees. How things are
 * deleted is the store's business; when nothing may go any more, the caller's.
 */
package dev.granary.space;
