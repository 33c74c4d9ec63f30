/**
 * Gives a stored ONNX model, with its external data, to onnxruntime-web.
 * @module granary/onnxruntime
 */
export * from 'granary/onnxruntime';
export { default } from 'granary/onnxruntime';
