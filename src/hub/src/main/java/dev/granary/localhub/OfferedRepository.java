package dev.granary.localhub;

import java.util.Map;

/**
 * A repository that the program around the hub adds to the generated ones.
 *
 * @param id its name, as {@code granary/digits}
 * @param task what its model does
 * @param library which library the model is for
 * @param files the bytes of each file, by path
 */
public record OfferedRepository(
    String id, String task, String library, Map<String, byte[]> files) {}
