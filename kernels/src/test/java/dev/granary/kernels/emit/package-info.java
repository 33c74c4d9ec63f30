/** Tests the emitter: the JVM runs what it writes. */
package dev.granary.kernels.emit;
