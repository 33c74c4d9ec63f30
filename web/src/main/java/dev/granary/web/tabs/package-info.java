/**
 * Calls the platform where the tabs of an origin meet: the Web Locks that elect a writer and show
 * which sessions live, and the BroadcastChannel between sessions. The core decides what is elected,
 * sent and received.
 */
package dev.granary.web.tabs;
