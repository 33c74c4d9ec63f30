package dev.granary.store;

/** Identifies a row of the catalogue. */
public record RowKey(Table table, String key) {}
