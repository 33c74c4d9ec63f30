/** The kernels in a WebAssembly runtime on the JVM, against their twins in core. */
package dev.granary.kernels;
