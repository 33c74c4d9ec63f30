/**
 * The front door for Java programs, {@link dev.granary.Granary}, and what every room of the core
 * may use: the one exception, and the small ports that stand for time, cancelling, work side by
 * side and work that is still under way. The rooms know the small types and never the front door.
 *
 * <p>The core is plain blocking Java. It starts no thread, takes no monitor, and knows neither the
 * browser nor the JVM's file system, because TeaVM compiles the same source to JavaScript.
 */
package dev.granary;
