/**
 * The web as the core needs it: requests for a file or a part of it, what refusals mean, and when
 * to try again. The callers decide what they believe of an answer.
 */
package dev.granary.http;
