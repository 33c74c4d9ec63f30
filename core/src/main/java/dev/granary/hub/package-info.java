/**
 * What is stored of repositories, and how the rest is downloaded: snapshots of what is stored,
 * plans, downloads, updates, deletions and the statuses of quants.
 *
 * <p>{@code hub.api} asks the hub over HTTP, and {@code hub.quant} finds the quants of a listing.
 * {@code download} fetches one file, and {@code file} stores it. {@code Lanes} runs several
 * downloads side by side; the platform gives the client and the token through {@link
 * dev.granary.hub.HubPlatform}.
 */
package dev.granary.hub;
