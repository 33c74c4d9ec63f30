/**
 * The web, as narrow as the core needs it: asking a server for something or a part of it, what its
 * refusals mean, when to ask again. What is believed of an answer is told by those who asked.
 */
package dev.granary.http;
