/**
 * Serves the demonstration page, with the JDK's own HTTP server, on this machine only. The page is
 * in the resource folder {@code page} beside this package: HTML, one style sheet and ES modules,
 * served unchanged. Granary comes from the folder that the build of {@code web} makes, under {@code
 * /package/}.
 */
package dev.granary.demo;
