/**
 * Exports the core to JavaScript as flat calls, which the TypeScript facade wraps. This package
 * converts between plain objects and Java's values, and gives the platform to the core. The core
 * decides what is done, shared and reported. Messages to other tabs go through {@code tabs}.
 */
package dev.granary.web.api;
