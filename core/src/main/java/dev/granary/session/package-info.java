/**
 * One open connection to a store: its name, its settings, everything that its users share, what
 * goes on in it, and what sessions tell each other. {@code file} and {@code document} store content
 * through it.
 */
package dev.granary.session;
