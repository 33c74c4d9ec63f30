/**
 * The records of files: manifests of stored files, journals of files that are being written, and
 * their versioned text form. Manifests name chunks; the packages {@code chunk}, {@code digest} and
 * {@code store} cut, hash and keep the chunks. Records of other kinds live with the packages that
 * use them.
 */
package dev.granary.catalog;
