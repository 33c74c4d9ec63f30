/**
 * Calls the platform where the tabs of an origin meet: the Web Locks that elect a writer and show
 * which sessions live, and the BroadcastChannel between sessions. What is elected, told and heard
 * is decided in the core.
 */
package dev.granary.web.tabs;
