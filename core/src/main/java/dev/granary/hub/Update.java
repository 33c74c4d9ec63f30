package dev.granary.hub;

import java.util.List;

/**
 * Tells that a branch has moved.
 *
 * @param current the commit that is in use
 * @param latest the commit where the branch is now
 * @param changedFiles the paths of the files that are new or changed at the latest commit
 */
public record Update(String current, String latest, List<String> changedFiles) {}
