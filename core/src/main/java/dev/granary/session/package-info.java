/**
 * One open connection to a store: its name, its settings, and everything that its users share.
 * {@code file} and {@code document} store content through it.
 */
package dev.granary.session;
