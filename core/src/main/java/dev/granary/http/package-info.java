/**
 * The web, as narrow as the core needs it: asking a server for a part of something. Who asks, and
 * what is believed of the answer, is told elsewhere.
 */
package dev.granary.http;
