import { call, type CallOptions } from './call.js';
import type { Core, CoreDocuments } from './core.js';
import { GranaryError } from './errors.js';
import { toJson } from './json.js';
import { key, prefix } from './options.js';

/** Documents: small JSON values under a key, such as a model's configuration. Each change is whole or not at all. */
export class Documents {
  readonly #core: CoreDocuments;

  /** @internal */
  constructor(core: Core) {
    this.#core = core.documents();
  }

  /** Stores a value; INVALID where JSON cannot hold it: undefined, functions, BigInt, NaN, cycles, Map, Blob and the like. */
  async put(name: string, value: unknown, options?: CallOptions): Promise<void> {
    key(name, 'key');
    const json = toJson(value, 'The document');
    return call(options, () => this.#core.put(name, json));
  }

  /** The value under this key, or undefined. */
  async get<T = unknown>(name: string, options?: CallOptions): Promise<T | undefined> {
    key(name, 'key');
    const json = await call(options, () => this.#core.get(name));
    try {
      return json === null ? undefined : (JSON.parse(json) as T);
    } catch (cause) {
      const message = `The document ${JSON.stringify(name)} is damaged: what is stored is not JSON.`;
      throw new GranaryError(message, { code: 'CORRUPT', details: { key: name }, cause });
    }
  }

  async has(name: string, options?: CallOptions): Promise<boolean> {
    key(name, 'key');
    return call(options, () => this.#core.has(name));
  }

  /** Whether there was one. */
  async delete(name: string, options?: CallOptions): Promise<boolean> {
    key(name, 'key');
    return call(options, () => this.#core.delete(name));
  }

  /** Every key that begins with the prefix, in order. */
  async keys(from = '', options?: CallOptions): Promise<string[]> {
    prefix(from, 'prefix');
    return call(options, () => this.#core.keys(from));
  }
}
