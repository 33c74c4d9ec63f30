/**
 * What JavaScript calls: flat exports, which the TypeScript facade in front of them makes pleasant.
 * Here plain objects become Java's values and back, and the platform is given to the core. What is
 * done, shared and told is decided in the core; the other tabs are reached through {@code tabs}.
 */
package dev.granary.web.api;
