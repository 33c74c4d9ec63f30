/**
 * Tests the kernels in a WebAssembly runtime on the JVM, against their plain-Java versions in core.
 */
package dev.granary.kernels;
