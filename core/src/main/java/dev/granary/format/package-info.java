/**
 * Readers of model files. {@link dev.granary.format.Formats} reads the header of a safetensors,
 * GGUF or ONNX file, or of several files that belong together, and says where each tensor lies.
 *
 * <p>The readers read headers only, in steps, over {@link dev.granary.chunk.RandomAccess}. Every
 * byte is untrusted: a reader checks each length against the file and against a limit before it
 * allocates, and a bad header is INVALID with the name of the field and its offset. Positions are
 * doubles here, because a {@code long} is a BigInt in TeaVM's JavaScript; a double holds each whole
 * number up to 2^53 exactly.
 *
 * <p>Which files are stored, and what a tensor's numbers mean, is not known here.
 */
package dev.granary.format;
