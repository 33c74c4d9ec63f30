package dev.granary.manifest;

/**
 * Where a file's bytes come from: all that is needed to fetch them, or a part of them, again.
 *
 * @param url where they were asked for; never a redirect's target, which expires, and never with a
 *     token in it
 * @param validator what tells that the content there is still the same (ETag, commit), or null when
 *     nothing does
 */
public record Origin(String url, String validator) {}
