/**
 * What JavaScript calls: flat exports, which the TypeScript facade in front of them makes pleasant.
 * Here plain objects become Java's values and back, callers share what they want together, and
 * contexts tell each other; what is done is told in the core.
 */
package dev.granary.web.api;
