import { bindMethods } from './bind-methods.js';
import { call, unlessAborted, type CallOptions } from './call.js';
import { webnnChunk } from './chunks.js';
import type { Core, CoreModel } from './core.js';
import { checkKey, checkOptions, refusal, signal, type Check } from './options.js';
import type { RawModelInfo } from './shapes.js';
import { runTask } from './task.js';
import { tensorInfo, type DataType, type TensorInfo } from './tensor-info.js';
import { coreTensors, tensorOf, type Tensor, type TensorInputs } from './tensors.js';
import type { ConstantsOptions } from './webnn/constants.js';
import type { OperandOf } from './webnn/types.js';

/** The properties of a model: a plain object, which `structuredClone` and `postMessage` take. */
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly framework?: string;
  /** The bytes of all tensors. */
  readonly totalSize: number;
  readonly tensorCount: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly lastAccessed: number;
  /** Granary never evicts a pinned model, nor its tensors. */
  readonly pinned: boolean;
  /** The application's own data about the model. */
  readonly metadata?: Record<string, unknown>;
}

/** @internal */
export function modelInfo({ framework, metadata, ...rest }: RawModelInfo): ModelInfo {
  return {
    ...rest,
    ...(framework !== null && { framework }),
    ...(metadata !== null && { metadata: JSON.parse(metadata) as Record<string, unknown> }),
  };
}

const dataType: Check = (value, option) => {
  if (typeof value !== 'string') throw refusal(option, value, 'a type such as "float32"');
};

/**
 * A model as it was when it was opened. `putTensors` and `deleteTensor` change the stored model and this handle; other
 * handles stay as they are.
 */
export interface Model extends ModelInfo {}
export class Model {
  /** Every tensor, in stored order. */
  readonly tensors!: TensorInfo[];
  /**
   * The names of evicted tensors. `tensor()` fetches one again when the origin of its file is known, and takes its name
   * from this list; else it rejects with `NOT_FOUND` and `details.evicted`.
   */
  readonly missing!: string[];
  readonly #store: Core;
  #core!: CoreModel;

  /** @internal */
  constructor(core: CoreModel, store: Core) {
    this.#store = store;
    this.#become(core);
    bindMethods(this);
  }

  #become(core: CoreModel): void {
    this.#core = core;
    const tensors = core.tensors().map(tensorInfo);
    Object.assign(this, modelInfo(core.info()), { tensors });
    this.#look();
  }

  #look(): void {
    Object.assign(this, { missing: this.#core.missing() });
  }

  /**
   * Gives a tensor, verified. With `as`, its elements are converted: exactly where the type can hold them, and rounded
   * to the nearest where it cannot. A value outside the range of an integer type is `INVALID`.
   */
  async tensor(name: string, options: CallOptions & { as?: DataType | undefined } = {}): Promise<Tensor> {
    checkKey(name, 'name');
    checkOptions(options, { as: dataType, signal });
    return unlessAborted(options.signal, async () => {
      // Before the read: this handle may change meanwhile.
      const info = this.tensors.find((tensor) => tensor.name === name)!;
      const bytes = await runTask(options, (task) => this.#core.tensor(name, options.as ?? null, task));
      if (this.missing.length > 0) this.#look();
      const type = options.as ?? info.dataType;
      return tensorOf({ ...info, dataType: type, byteSize: bytes.byteLength }, bytes);
    });
  }

  /** Gives the bytes of a tensor as a lazy Blob, which is not verified. */
  async blob(name: string, options?: CallOptions): Promise<Blob> {
    checkKey(name, 'name');
    return call(options, () => this.#core.blob(name));
  }

  /** Adds tensors, or replaces those of the same names. */
  async putTensors(tensors: TensorInputs, options: CallOptions = {}): Promise<void> {
    checkOptions(options, { signal });
    const inputs = coreTensors(tensors);
    this.#become(await runTask(options, (task) => this.#core.putTensors(inputs, task)));
  }

  /** Removes a tensor. Resolves to false when there was none. */
  async deleteTensor(name: string, options?: CallOptions): Promise<boolean> {
    checkKey(name, 'name');
    const left = await call(options, () => this.#core.deleteTensor(name));
    if (left) this.#become(left);
    return left !== null;
  }

  /**
   * Makes a constant of each tensor with an MLGraphBuilder of WebNN: pairs of name and MLOperand, in stored order. The
   * tensors are read one at a time into one buffer of the largest tensor's size, and are not verified. A tensor whose
   * type or size the context does not take rejects with `UNSUPPORTED` before any tensor is read. docs/webnn.md lists
   * the types. The code loads at the first call; `granary/webnn` loads it at once.
   */
  async *constants<Builder>(
    builder: Builder,
    options?: ConstantsOptions,
  ): AsyncGenerator<[string, OperandOf<Builder>], void, void> {
    yield* (await webnnChunk.of(this.#store)).constants(this, builder, options);
  }
}
