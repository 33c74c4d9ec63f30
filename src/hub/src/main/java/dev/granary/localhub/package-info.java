/**
 * A local model hub for the demonstration, the tests and the benchmarks. The hub serves generated
 * repositories through the protocol of the Hugging Face Hub, redirects large files to a second
 * origin, and can add faults to its answers. The hub stores nothing and does not depend on Granary:
 * all its clients use HTTP. {@link dev.granary.localhub.LocalHub} has the main method that starts
 * the hub.
 *
 * <p>The first origin has these switches below {@code /control}:
 *
 * <ul>
 *   <li>{@code POST fault} adds a {@link dev.granary.localhub.Fault}
 *   <li>{@code DELETE fault} removes all faults
 *   <li>{@code GET counts} returns the requests and the sent bytes of each path
 *   <li>{@code DELETE counts} resets the counts
 *   <li>{@code POST move} moves the branch {@code main} of {@code granary/moving} to the next
 *       commit
 * </ul>
 */
package dev.granary.localhub;
