/**
 * Holds one open connection to a store: the session's name and settings, everything that its users
 * share, its tasks and housekeeping, and the messages between sessions. {@code file} and {@code
 * document} store content through a session.
 */
package dev.granary.session;
