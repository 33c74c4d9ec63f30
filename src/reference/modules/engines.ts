/**
 * Gives stored files to wllama, MediaPipe, LiteRT.js and web-llm.
 * @module granary/engines
 */
export * from 'granary/engines';
export { default } from 'granary/engines';
