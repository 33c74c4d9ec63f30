/**
 * One open connection: its name, its settings, what all its users share, what goes on in it, and
 * what sessions tell each other. Files live in {@code file}, documents in {@code document}.
 */
package dev.granary.session;
