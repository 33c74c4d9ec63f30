package dev.granary.hub;

import java.util.List;

/**
 * A branch has moved.
 *
 * @param current the commit that is in use
 * @param latest the commit where the branch is now
 * @param changedFiles the paths of files that are new there, or others
 */
public record Update(String current, String latest, List<String> changedFiles) {}
