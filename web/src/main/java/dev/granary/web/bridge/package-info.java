/**
 * Connects Java and JavaScript: waiting, errors, bytes. Only this package suspends coroutines.
 *
 * <p>Java here is written in blocking style, and waits for promises and events. {@link
 * dev.granary.web.bridge.Deferred} and {@link dev.granary.web.bridge.Calls} say how that works, and
 * what the code must not do.
 */
package dev.granary.web.bridge;
