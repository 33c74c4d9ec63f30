/**
 * Models: named tensors with types, stored under an id and a version. {@code Models} puts, imports,
 * opens, lists and deletes; {@code OpenModel} reads tensors, and brings evicted ones back. Two rows
 * keep a model: a small manifest (package {@code catalog}), and an index of all tensors, which
 * names the chunks.
 *
 * <p>Not here: the types of tensors and their conversions are in {@code tensor}, the formats of
 * files in {@code format}, and the writer of chunks in {@code file}.
 */
package dev.granary.model;
