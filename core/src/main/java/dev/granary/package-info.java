/**
 * What every room of the core may use: the one exception, and the small ports that stand for time,
 * cancelling and work that is still under way. Nothing here knows chunks, stores or files.
 *
 * <p>The core is plain blocking Java. It starts no thread, takes no monitor and knows neither the
 * browser nor the JVM's file system, because the same source is compiled by TeaVM to JavaScript.
 */
package dev.granary;
