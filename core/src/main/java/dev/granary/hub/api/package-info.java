/**
 * What is asked of a hub over HTTP: its addresses, the listing of a repository, the names that may
 * stand in URLs and keys, and the values that a listing yields.
 *
 * <p>A hub's answers are untrusted input. Every answer is bounded, and no name from an answer is
 * used before it is checked. What is stored of a repository lives in {@code hub}.
 */
package dev.granary.hub.api;
