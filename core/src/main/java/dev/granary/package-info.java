/**
 * What every package of the core may use: the one exception, and small ports for time, cancelling
 * and pending work. Nothing here knows chunks, stores or files.
 *
 * <p>The core is plain blocking Java. It starts no thread, takes no monitor, and knows neither the
 * browser nor the JVM's file system, because TeaVM compiles the same source to JavaScript.
 */
package dev.granary;
