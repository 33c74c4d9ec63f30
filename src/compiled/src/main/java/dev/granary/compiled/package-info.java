/**
 * The core checks itself: the same pure code must print the same lines on the JVM, in Node and in
 * HtmlUnit. Other lines mean that TeaVM's JavaScript does not do what Java does. These checks test
 * the compilation; the core's own tests know the right answers.
 */
package dev.granary.compiled;
