/**
 * The server of the demonstration page: the JDK's own HTTP server, on this machine only. The page
 * itself is in the resource folder {@code page} beside this package: HTML, one style sheet and ES
 * modules, as they are served. Granary comes from the folder the build of {@code web} makes, under
 * {@code /package/}.
 */
package dev.granary.demo;
