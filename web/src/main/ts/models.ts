import { bindMethods } from './bind-methods.js';
import { unlessAborted, type CallOptions } from './call.js';
import { modelsChunk } from './chunks.js';
import type { Core, CoreModels, ModelFields } from './core.js';
import { invalid } from './errors.js';
import { toJson } from './json.js';
import { Model, modelInfo, type ModelInfo } from './model.js';
import { callback, checkKey, checkOptions, flag, metadata, shown, signal } from './options.js';
import type { OnProgress } from './progress.js';
import type { CoreTask } from './shapes.js';
import { StoredFile } from './stored-file.js';
import { runTask } from './task.js';
import { coreTensors, type TensorInputs } from './tensors.js';

/** What an application says of a model. */
export interface ModelInput {
  id: string;
  /** Default: the id. */
  name?: string | undefined;
  /** Default: '1'. A put of a version that is stored replaces the version. */
  version?: string | undefined;
  framework?: string | undefined;
  /** Your own data about the model. JSON must be able to hold these data. */
  metadata?: Record<string, unknown> | undefined;
  /** Granary never evicts a pinned model, nor its tensors. */
  pinned?: boolean | undefined;
}

export interface ModelOptions extends CallOptions {
  onProgress?: OnProgress | undefined;
}

export interface ImportOptions extends ModelOptions {
  /** Copies the tensors once, each into chunks of its own, so that models share equal tensors. */
  align?: boolean | undefined;
}

export interface VersionOptions extends CallOptions {
  /** Default: the newest version, which is the one that was created last. */
  version?: string | undefined;
}

const modelMembers = {
  id: checkKey,
  name: checkKey,
  version: checkKey,
  framework: checkKey,
  metadata,
  pinned: flag,
};

const taskOptions = { signal, onProgress: callback };

function modelFields(model: ModelInput): ModelFields {
  if (typeof model !== 'object' || model === null) {
    throw invalid(`A model is described by an object with an id, not by ${shown(model)}.`);
  }
  checkOptions(model, modelMembers);
  checkKey(model.id, 'id');
  return {
    id: model.id,
    name: model.name ?? null,
    version: model.version ?? null,
    framework: model.framework ?? null,
    metadata: model.metadata === undefined ? null : toJson(model.metadata, 'metadata'),
    pinned: model.pinned === undefined ? -1 : Number(model.pinned),
  };
}

/** Models are named tensors with metadata. Each call is atomic: it happens as a whole, or not at all. */
export class Models {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
    bindMethods(this);
  }

  /**
   * Stores a model. A tensor of 64 KiB or more gets chunks of its own, so models share equal tensors; smaller tensors
   * are packed. Each tensor must have exactly the bytes that its type and shape need; otherwise the call rejects with
   * `INVALID` and stores nothing. Granary asks for one tensor after the other: an async generator needs memory for one
   * tensor only.
   */
  async put(model: ModelInput, tensors: TensorInputs, options: ModelOptions = {}): Promise<Model> {
    const raw = modelFields(model);
    checkOptions(options, taskOptions);
    const inputs = coreTensors(tensors);
    return this.#run(
      options,
      async (models, task) => new Model(await models.put(raw, inputs, task), this.#core),
    );
  }

  /**
   * Makes a model of stored files or of a Blob, in the format safetensors, GGUF or ONNX. Stored files are read in
   * place: only their headers are read, and no byte is copied. The tensors stay when the files are deleted. With
   * `align`, and for a Blob, the tensors are copied once.
   */
  async import(
    model: ModelInput,
    source: StoredFile | StoredFile[] | Blob,
    options: ImportOptions = {},
  ): Promise<Model> {
    const raw = modelFields(model);
    checkOptions(options, { ...taskOptions, align: flag });
    const blob = source instanceof Blob ? source : null;
    const files = blob ? [] : Array.isArray(source) ? [...source] : [source as StoredFile];
    for (const file of files) {
      if (!(file instanceof StoredFile)) {
        throw invalid(`A model is imported from stored files or a Blob, not from ${shown(file)}.`);
      }
    }
    if (!blob && files.length === 0) throw invalid('A model is imported from one file at least.');
    const keys = files.map(({ key }) => key);
    const digests = files.map(({ sha256 }) => sha256);
    const align = options.align ?? false;
    return this.#run(
      options,
      async (models, task) =>
        new Model(await models.importFiles(raw, keys, digests, blob, align, task), this.#core),
    );
  }

  /** Gives a model, as it is now; undefined when there is none. */
  async get(id: string, options: VersionOptions = {}): Promise<Model | undefined> {
    const version = this.#version(id, options);
    const model = await this.#call(options, (models) => models.get(id, version));
    return model ? new Model(model, this.#core) : undefined;
  }

  /** Says whether there is such a model. */
  async has(id: string, options: VersionOptions = {}): Promise<boolean> {
    const version = this.#version(id, options);
    return this.#call(options, (models) => models.has(id, version));
  }

  /** Lists every version of every model, or of those with this name or framework. */
  async list(
    options: CallOptions & { name?: string | undefined; framework?: string | undefined } = {},
  ): Promise<ModelInfo[]> {
    checkOptions(options, { name: checkKey, framework: checkKey, signal });
    const { name = null, framework = null } = options;
    return (await this.#call(options, (models) => models.list(name, framework))).map(modelInfo);
  }

  /** Lists the versions of a model, the newest first: the one that was created last. */
  async versions(id: string, options: CallOptions = {}): Promise<string[]> {
    checkKey(id, 'id');
    checkOptions(options, { signal });
    return this.#call(options, (models) => models.versions(id));
  }

  /**
   * Deletes a model with all its versions, or one version. Tensors that other models or files share stay. Resolves to
   * false when there was none.
   */
  async delete(id: string, options: VersionOptions = {}): Promise<boolean> {
    const version = this.#version(id, options);
    return this.#call(options, (models) => models.delete(id, version));
  }

  /** Pins a model, so that Granary never evicts it; or with `false` removes the pin. */
  async pin(id: string, pinned = true, options: VersionOptions = {}): Promise<void> {
    flag(pinned, 'pinned');
    const version = this.#version(id, options);
    return this.#call(options, (models) => models.pin(id, version, pinned));
  }

  #version(id: string, options: VersionOptions): string | null {
    checkKey(id, 'id');
    checkOptions(options, { version: checkKey, signal });
    return options.version ?? null;
  }

  /** Makes a call that ends at once when it is aborted. */
  #call<T>(options: CallOptions, work: (models: CoreModels) => Promise<T>): Promise<T> {
    return unlessAborted(options.signal, async () => work(await modelsChunk.of(this.#core)));
  }

  /** Runs long work, which reports its progress. */
  async #run<T>(options: ModelOptions, work: (models: CoreModels, task: CoreTask) => Promise<T>): Promise<T> {
    const models = await modelsChunk.of(this.#core, options.signal);
    return runTask(options, (task) => work(models, task));
  }
}
