/**
 * Answers to HTTP requests for stored files: which status, headers and range a request gets. A
 * service worker and a native server send them. Reading the bytes is the business of {@code file}.
 */
package dev.granary.serve;
