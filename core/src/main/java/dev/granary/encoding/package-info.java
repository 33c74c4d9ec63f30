/**
 * How bytes are rearranged before they are compressed: {@link dev.granary.encoding.ByteShuffle}
 * puts those together that are alike. Compression itself is the platform's and not here.
 *
 * <p>These are the twins of WebAssembly kernels: they say what a kernel has to give, and run where
 * WebAssembly is not allowed. That ranges are inside their arrays is for the callers to know.
 */
package dev.granary.encoding;
