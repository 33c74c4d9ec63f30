/**
 * The rules of the core that a compiler does not hold: what it may call, which package knows which,
 * and what TeaVM cannot translate. Each rule names a fixture that breaks it, so that every rule is
 * seen to fail before it is believed.
 *
 * <p>Whether the core does what it should is for the tests beside its packages.
 */
package dev.granary.architecture;
