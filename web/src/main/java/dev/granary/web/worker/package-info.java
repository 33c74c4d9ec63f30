/** The digest worker: a separate program, which a page starts from the package's files. */
package dev.granary.web.worker;
