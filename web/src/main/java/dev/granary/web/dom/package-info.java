/**
 * What Granary uses of the browser's own interfaces, one small overlay for each type, with the
 * names that the platform gives. Nothing is decided here.
 */
package dev.granary.web.dom;
