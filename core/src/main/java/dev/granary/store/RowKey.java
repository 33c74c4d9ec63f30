package dev.granary.store;

/** Where a row of the catalogue stands. */
public record RowKey(Table table, String key) {}
