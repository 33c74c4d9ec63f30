/**
 * The simulator: real writers, readers and sweepers over a {@link dev.granary.store.MemoryStore}. A
 * scheduler decides at every port call which actor goes on and what goes wrong, and checks the
 * protocol's invariants after every step.
 *
 * <p>{@code World} is a state that can be copied. {@code Explorer} tries the next moves: all of
 * them in a small scenario, or random ones from a seed. It prints each violation with a schedule
 * that can be run again. {@code PlantedBug} lists the mistakes that the simulator must find.
 */
package dev.granary.sim;
