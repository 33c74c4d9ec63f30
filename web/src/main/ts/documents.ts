import { bindMethods } from './bind-methods.js';
import { call, type CallOptions } from './call.js';
import type { Core, CoreDocuments } from './core.js';
import { GranaryError } from './errors.js';
import { toJson } from './json.js';
import { checkKey, checkPrefix } from './options.js';

/** Documents are small JSON values under a key, such as a model's configuration. Each change is atomic. */
export class Documents {
  readonly #core: CoreDocuments;

  /** @internal */
  constructor(core: Core) {
    this.#core = core.documents();
    bindMethods(this);
  }

  /**
   * Stores a value. Rejects with `INVALID` when JSON cannot hold the value: undefined, a function, a BigInt, NaN, a
   * cycle, a Map, a Blob.
   */
  async put(key: string, value: unknown, options?: CallOptions): Promise<void> {
    checkKey(key, 'key');
    const json = toJson(value, 'The document');
    return call(options, () => this.#core.put(key, json));
  }

  /** Gives the value under this key, or undefined. */
  async get<T = unknown>(key: string, options?: CallOptions): Promise<T | undefined> {
    checkKey(key, 'key');
    const json = await call(options, () => this.#core.get(key));
    try {
      return json === null ? undefined : (JSON.parse(json) as T);
    } catch (cause) {
      const message = `The document ${JSON.stringify(key)} is damaged: what is stored is not JSON.`;
      throw new GranaryError(message, { code: 'CORRUPT', details: { key }, cause });
    }
  }

  /** Says whether there is a document under this key. */
  async has(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.has(key));
  }

  /** Deletes a document. Resolves to false when there was none. */
  async delete(key: string, options?: CallOptions): Promise<boolean> {
    checkKey(key, 'key');
    return call(options, () => this.#core.delete(key));
  }

  /** Lists every key that begins with the prefix, in order. */
  async keys(prefix = '', options?: CallOptions): Promise<string[]> {
    checkPrefix(prefix, 'prefix');
    return call(options, () => this.#core.keys(prefix));
  }
}
