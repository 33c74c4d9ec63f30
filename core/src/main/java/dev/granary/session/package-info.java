/**
 * One open connection: who it is, what it keeps to, and what everything that is kept over it
 * shares. What is kept is told in {@code file} and {@code document}.
 */
package dev.granary.session;
