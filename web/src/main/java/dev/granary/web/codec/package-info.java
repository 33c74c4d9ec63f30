/**
 * Encodes chunks with the platform's compression. The core decides when that pays, and what is
 * shuffled before.
 */
package dev.granary.web.codec;
