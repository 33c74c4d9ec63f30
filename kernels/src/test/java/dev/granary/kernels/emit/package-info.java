/** What the emitter writes, run on the JVM. */
package dev.granary.kernels.emit;
