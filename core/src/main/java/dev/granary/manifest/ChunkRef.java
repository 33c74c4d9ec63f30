package dev.granary.manifest;

/**
 * A chunk as a manifest or a journal names it.
 *
 * @param id the SHA-256 of the chunk's logical bytes, 64 hexadecimal digits
 * @param size its logical bytes; at least one
 */
public record ChunkRef(String id, int size) {}
