/**
 * Between Java and JavaScript: waiting, errors, bytes. The one place that suspends a coroutine.
 *
 * <p>Java here is in blocking style; what it waits for are promises and events. How that works, and
 * what must not be done, is told at {@link dev.granary.web.bridge.Deferred} and {@link
 * dev.granary.web.bridge.Calls}.
 */
package dev.granary.web.bridge;
