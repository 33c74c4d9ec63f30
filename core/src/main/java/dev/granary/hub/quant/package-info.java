/**
 * Rules that read the file names of a repository and tell which quants the files make: for ONNX,
 * GGUF and safetensors.
 *
 * <p>The rules see names and sizes only. Whether a quant is stored is told in {@code hub}.
 */
package dev.granary.hub.quant;
