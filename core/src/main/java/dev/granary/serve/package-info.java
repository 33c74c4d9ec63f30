/**
 * Answers to HTTP requests for stored files: the status, the headers and the range of each answer.
 * A service worker and a native server send them. Package {@code file} reads the bytes.
 */
package dev.granary.serve;
