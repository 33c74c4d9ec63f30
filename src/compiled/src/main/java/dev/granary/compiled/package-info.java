/**
 * The core checks itself: the same pure code prints the same lines on the JVM, in Node and in
 * HtmlUnit, or TeaVM's JavaScript does not do what Java does. It proves the compilation; what the
 * right answers are is for the core's own tests.
 */
package dev.granary.compiled;
