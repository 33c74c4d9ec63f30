/**
 * The simulator: real writers, readers and sweepers over a {@link dev.granary.store.MemoryStore},
 * under a scheduler that decides at every port call who goes on and what goes wrong, and checks the
 * protocol's invariants after every step.
 *
 * <p>{@code World} is a state that can be copied, {@code Explorer} tries what can happen next:
 * everything in a small scenario, or random schedules from a seed. What it finds is printed as
 * something that can be run again. {@code PlantedBug} lists the mistakes it must be able to find.
 */
package dev.granary.sim;
