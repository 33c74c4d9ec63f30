/**
 * The rules of the core that a compiler does not check: what the core may call, which package may
 * use which, and what TeaVM cannot translate. Each rule names a fixture that breaks it, so that
 * every rule is seen to fail.
 *
 * <p>The tests beside the packages check what the core does.
 */
package dev.granary.architecture;
