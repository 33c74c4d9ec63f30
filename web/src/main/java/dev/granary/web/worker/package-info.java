/** The digest worker: a program of its own, which a page starts from the package's files. */
package dev.granary.web.worker;
