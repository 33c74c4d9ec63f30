/**
 * Trains the network that recognises the digits of the demonstration, in some seconds of the build.
 * {@link dev.granary.demo.digits.TrainDigits} has the main method. The training drawings are
 * generated; the network is measured on drawings that it never saw. The result is written as
 * safetensors and ONNX files, in float32, float16 and int8. Everything here is seeded: the same
 * sources give the same bytes on every machine.
 */
package dev.granary.demo.digits;
