/**
 * A model hub on this machine, for the demonstration and for tests: generated repositories behind
 * the protocol of the Hugging Face Hub, with redirects to a second origin, and faults that can be
 * switched on. The hub stores nothing and knows nothing of Granary: the demonstration, the tests
 * and the benchmarks are clients like any other. {@link dev.granary.localhub.LocalHub} has the main
 * method that starts it by hand.
 *
 * <p>Below {@code /control} of the first origin: {@code POST fault} switches a {@link
 * dev.granary.localhub.Fault} on, {@code DELETE fault} all off; {@code GET counts} tells what was
 * asked for and how many bytes were really written, by path, {@code DELETE counts} begins anew;
 * {@code POST move} moves the branch of {@code granary/moving}.
 */
package dev.granary.localhub;
