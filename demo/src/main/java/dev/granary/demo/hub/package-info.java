/**
 * A model hub on this machine, for the demonstration and for tests: generated repositories behind
 * the protocol of the Hugging Face Hub, with redirects to a second origin, and faults that can be
 * switched on. It stores nothing and knows nothing of Granary; whoever asks it is a client like any
 * other.
 */
package dev.granary.demo.hub;
