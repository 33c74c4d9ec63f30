package dev.granary.hub;

import java.util.List;
import java.util.Set;

/**
 * A repository at one commit, and what of it is stored.
 *
 * @param revision what it was asked for by: a branch, or the commit itself
 * @param stored the paths of the files that are here
 */
public record RepoState(
    RepoManifest manifest, String revision, Set<String> stored, List<QuantState> quants) {}
