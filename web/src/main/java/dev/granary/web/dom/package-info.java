/**
 * Declares the browser interfaces that Granary uses: one small overlay for each type, with the
 * names of the platform. This package decides nothing.
 */
package dev.granary.web.dom;
