// Gives the adapters to the engines. The test compiles this file against the engines' own types, and never runs it.
import { env } from '@huggingface/transformers';
import { Engine } from '@litert-lm/core';
import { loadAndCompile } from '@litertjs/core';
import { LlmInference } from '@mediapipe/tasks-genai';
import type { ArtifactCacheTemplate, TensorCacheAccessOptions } from '@mlc-ai/web-runtime/lib/artifact_cache';
import { CacheManager, Wllama } from '@wllama/wllama';
import { InferenceSession } from 'onnxruntime-web';
import { open } from 'granary';
import { ggufBlobs, modelReader, tvmArtifactCache, wllamaStorage } from 'granary/engines';
import { onnxSession } from 'granary/onnxruntime';
import { useWithTransformers } from 'granary/transformers';

const store = await open();

export const undo: () => void = useWithTransformers(env, store, { signal: AbortSignal.timeout(1000) });

export async function onnxruntime(): Promise<InferenceSession> {
  const { model, options } = await onnxSession(store, 'a/model.onnx');
  return InferenceSession.create(model, { ...options, executionProviders: ['wasm'] });
}

export async function wllama(engine: Wllama): Promise<CacheManager> {
  await engine.loadModel(await ggufBlobs(store, 'model-00001-of-00003.gguf'));
  return new CacheManager([wllamaStorage(store)]);
}

type Fileset = Parameters<typeof LlmInference.createFromModelBuffer>[0];

export async function readers(fileset: Fileset): Promise<void> {
  await LlmInference.createFromModelBuffer(fileset, await modelReader(store, 'model.task'));
  await loadAndCompile(await modelReader(store, 'model.tflite'));
  await Engine.create({ model: await (await store.files.get('model.litertlm'))!.blob() });
}

export const tvm: ArtifactCacheTemplate = tvmArtifactCache(store);
export const access: TensorCacheAccessOptions = { artifactCache: tvmArtifactCache(store) };
