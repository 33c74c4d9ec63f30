/**
 * Holds the front door for Java programs, {@link dev.granary.Granary}, and the types that every
 * package of the core may use: the one exception, and small ports for time, cancelling, pending
 * work and work side by side. The other packages use these types and never the front door.
 *
 * <p>The core is plain blocking Java. It starts no thread, takes no monitor, and knows neither the
 * browser nor the JVM's file system, because TeaVM compiles the same source to JavaScript.
 */
package dev.granary;
