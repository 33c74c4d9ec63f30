/**
 * A model hub on this machine, for the demonstration and for tests: generated repositories behind
 * the protocol of the Hugging Face Hub, with redirects to a second origin, and faults that can be
 * switched on. It stores nothing and knows nothing of Granary; whoever asks it is a client like any
 * other.
 *
 * <p>Below {@code /control} of the first origin: {@code POST fault} switches a {@link
 * dev.granary.demo.hub.Fault} on, {@code DELETE fault} all off; {@code GET counts} tells what was
 * asked for and how many bytes were really written, by path, {@code DELETE counts} begins anew;
 * {@code POST move} moves the branch of {@code granary/moving}.
 */
package dev.granary.demo.hub;
