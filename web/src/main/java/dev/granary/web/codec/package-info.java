/**
 * The platform's compression, by which chunks are encoded. When that pays, and what is shuffled
 * before, the core decides.
 */
package dev.granary.web.codec;
