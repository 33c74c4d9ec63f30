import { call, type CallOptions } from './call.js';
import { hubChunk } from './chunks.js';
import type { Core, CoreHub, HubSettings } from './core.js';
import type { CoreTask } from './shapes.js';
import { absolute } from './downloads.js';
import { invalid } from './errors.js';
import {
  callback,
  checkKey,
  checkOptions,
  flag,
  listOf,
  refusal,
  signal,
  wholeNumber,
  type Check,
} from './options.js';
import type { OnProgress } from './progress.js';
import { StoredFile } from './stored-file.js';
import { runTask } from './task.js';

/** Which hub, and how it is asked. */
export interface HubOptions {
  /** Default: https://huggingface.co. Any server that speaks like it will do. */
  endpoint?: string | undefined;
  /**
   * For private and gated repositories: a token, or a function that gives one, asked anew for each question about a repository
   * and for each file. It is sent to the endpoint alone, and neither stored nor shown anywhere. The function may give
   * nothing (undefined, null, ''): then nobody is signed in, and no token is sent.
   */
  token?: string | (() => string | null | undefined | Promise<string | null | undefined>) | undefined;
  /** Asks in place of the page's own `fetch`. */
  fetch?: typeof fetch | undefined;
}

/**
 * How far a quant is, as seen from what is stored and who is at it:
 * - `available`: nothing of it is here, but what other quants share.
 * - `downloading`: in whichever tab.
 * - `paused`: some of it is here; `download` goes on with it.
 * - `downloaded`: all of it is here.
 * - `failed`: its last download here failed; `error` says why, and `download` goes on with it.
 */
export type QuantStatus = 'available' | 'downloading' | 'paused' | 'downloaded' | 'failed';

/** One way in which a repository offers its model. */
export interface QuantEntry {
  /**
   * ONNX: the dtype as transformers.js calls it. GGUF: the label. safetensors: 'safetensors', and where there are several
   * models, each other's path without its ending.
   */
  readonly name: string;
  readonly format: 'onnx' | 'gguf' | 'safetensors';
  /** All it takes: weights, external data, sidecars, and what the repository's quants share, such as the tokenizer. */
  readonly files: string[];
  readonly size: number;
  /** Bytes of it that are stored. */
  readonly loaded: number;
  readonly status: QuantStatus;
  readonly error?: string;
}

/** What a repository holds at one commit, and what of it is stored. */
export interface RepoManifest {
  readonly repo: string;
  /** The branch, tag or commit that it was asked for by; in `list()` a branch that is there, else the commit. */
  readonly revision: string;
  readonly commit: string;
  readonly task?: string;
  readonly library?: string;
  /** Each with the digest that the hub promises: SHA-256 of large files, git's SHA-1 of small ones. */
  readonly files: { path: string; size: number; sha256?: string; gitSha1?: string; stored: boolean }[];
  readonly quants: Record<string, QuantEntry>;
}

export interface RevisionOptions extends CallOptions {
  /** A branch, a tag or a commit. Default: 'main'. */
  revision?: string | undefined;
}

export interface PlanOptions extends RevisionOptions {
  /** A name of `quants`. */
  quant?: string | undefined;
  /** Paths, beside the quant's or alone. */
  files?: string[] | undefined;
}

export interface DownloadOptions extends PlanOptions {
  /** How many files at a time, 1 to 16. Default: 3. */
  concurrency?: number | undefined;
  /** A pinned file is never evicted. Default: what is there keeps its pin, what is new has none. */
  pinned?: boolean | undefined;
  /**
   * Progress of all the files as one, here and in the event `progress`: its `key` is the repository's name, its `file` the path of
   * the one that got on last.
   */
  onProgress?: OnProgress | undefined;
}

export interface DownloadPlan {
  files: { path: string; size: number; stored: boolean }[];
  /** All of them; the same content counts once. */
  bytes: number;
  /** What would come over the network: less than what is not stored, where another commit has the same content. */
  missingBytes: number;
  /** Whether there is room, were everything else evicted that may go. An estimate. */
  fits: boolean;
}

export interface RepoUpdate {
  /** The commit in use. */
  current: string;
  /** The commit at which the branch is now. */
  latest: string;
  /** What is new there, or another. */
  changedFiles: string[];
}

const names = { revision: checkKey, quant: checkKey, files: listOf(checkKey) };
const planOptions = { ...names, signal };
const downloadOptions = {
  ...planOptions,
  concurrency: wholeNumber(1, 16),
  pinned: flag,
  onProgress: callback,
};

/**
 * Hugging Face repositories. Their files are stored as `{repo}@{commit}/{path}`, so nothing of one commit is ever mixed with
 * another's. Names that no repository or revision can have are INVALID, those that the hub does not know NOT_FOUND.
 */
export class Hub {
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
  }

  /** Asks the hub what a repository holds, and remembers it. One of more than 20,000 files is INVALID. */
  async scan(repo: string, options: RevisionOptions = {}): Promise<RepoManifest> {
    checkKey(repo, 'repo');
    checkOptions(options, { revision: checkKey, signal });
    return this.#run(options, (hub, task) => hub.scan(repo, options.revision ?? null, task));
  }

  /** What is known of a repository at the commit in use, without the network; undefined when it was never scanned. */
  async get(repo: string, options: RevisionOptions = {}): Promise<RepoManifest | undefined> {
    checkKey(repo, 'repo');
    const { revision, ...rest } = checked(options);
    return (await this.#call(rest, (hub) => hub.get(repo, revision ?? null))) ?? undefined;
  }

  /** Everything that is known, each commit by itself. */
  async list(options?: CallOptions): Promise<RepoManifest[]> {
    return this.#call(options, (hub) => hub.list());
  }

  /** What a download would take, without starting it. Asks the hub only when the revision was never scanned. */
  async plan(repo: string, options: PlanOptions = {}): Promise<DownloadPlan> {
    checkKey(repo, 'repo');
    checkOptions(options, planOptions);
    const { revision = null, quant = null } = options;
    const files = [...(options.files ?? [])];
    return this.#run(options, (hub, task) => hub.plan(repo, revision, quant, files, task));
  }

  /**
   * Load or fetch: has a quant stored, with every file it takes, or some files. What is there needs no network, so this is also
   * how to open a model offline. The revision is pinned to the commit at which it was seen last, here or by `scan` or
   * `checkForUpdate`; files whose content is stored already, under another commit, are not downloaded again. Each file is
   * checked against the listing's digest, and resumed like any download.
   *
   * After an update the old commit's files of that quant are deleted, and those that have not changed, which are the new
   * commit's now; but for those that are pinned, or that another quant needs which is complete at the old commit alone. Until
   * the update is complete the old commit stays in use, and is what an offline call gives.
   *
   * Without `quant` and `files`, or when there is no such quant: INVALID, with all quants and their sizes in the message and in
   * `details.quants`. When one file fails, `details.file` says which; what has been stored stays, and the next call goes on.
   */
  async download(repo: string, options: DownloadOptions = {}): Promise<RepoManifest> {
    checkKey(repo, 'repo');
    checkOptions(options, downloadOptions);
    const { revision = null, quant = null, concurrency = 3 } = options;
    const files = [...(options.files ?? [])];
    const pinned = options.pinned === undefined ? -1 : Number(options.pinned);
    return this.#run(options, (hub, task) =>
      hub.download(repo, revision, quant, files, concurrency, pinned, task),
    );
  }

  /**
   * A stored file of the commit in use, else of the latest that was seen, else of one that an update of another quant has left
   * behind; undefined when it is not here. Needs no network.
   */
  async file(repo: string, path: string, options: RevisionOptions = {}): Promise<StoredFile | undefined> {
    checkKey(repo, 'repo');
    checkKey(path, 'path');
    const { revision, ...rest } = checked(options);
    const file = await this.#call(rest, (hub) => hub.file(repo, path, revision ?? null));
    return file ? new StoredFile(file) : undefined;
  }

  /**
   * Asks the hub whether the branch has moved from the commit in use, and where to. Nothing else changes by it: the next
   * `download` brings the update, and of that only what has changed. Undefined when there is none, or nothing is known here.
   */
  async checkForUpdate(repo: string, options: CallOptions = {}): Promise<RepoUpdate | undefined> {
    checkKey(repo, 'repo');
    checkOptions(options, { signal });
    return (await this.#run(options, (hub, task) => hub.checkForUpdate(repo, task))) ?? undefined;
  }

  /**
   * Deletes everything that is here of a repository, at all its commits; or one quant, but for the files that other quants need
   * which are here or on their way. A download that is under way ends with CONFLICT. Resolves to whether there was
   * anything. Of a repository that is known here, a quant that it does not have is INVALID, as in `download`.
   */
  async delete(repo: string, options: CallOptions & { quant?: string | undefined } = {}): Promise<boolean> {
    checkKey(repo, 'repo');
    checkOptions(options, { quant: checkKey, signal });
    const { quant, ...rest } = options;
    return this.#call(rest, (hub) => hub.delete(repo, quant ?? null));
  }

  /** A call that ends at an abort, whatever it was doing. */
  #call<T>(options: CallOptions | undefined, work: (hub: CoreHub) => Promise<T>): Promise<T> {
    return call(options, async () => work(await hubChunk.of(this.#core)));
  }

  /** Long work that tells its progress. */
  async #run<T>(
    options: CallOptions & { onProgress?: OnProgress | undefined },
    work: (hub: CoreHub, task: CoreTask) => Promise<T>,
  ): Promise<T> {
    const { signal, onProgress } = options;
    const hub = await hubChunk.of(this.#core, signal);
    return runTask({ signal, onProgress }, (task) => work(hub, task));
  }
}

function checked(options: RevisionOptions): RevisionOptions {
  checkOptions(options, { revision: checkKey, signal });
  return options;
}

const token: Check = (value, option) => {
  // Never shown: it is a secret all the same when it is a wrong one.
  if (typeof value !== 'function' && !isToken(value)) {
    throw invalid(`${option} must be a token, or a function that gives one.`, { option });
  }
};

function isToken(value: unknown): boolean {
  return typeof value === 'string' && /^[!-~]*$/.test(value);
}

const hubOptions = {
  endpoint: (value: unknown, option: string) => {
    if (typeof value !== 'string' || /[?#]/.test(value) || !/^https?:/.test(absolute(value)))
      throw refusal(option, value, 'the URL of a hub');
  },
  token,
  fetch: callback,
};

/** @internal */
export const hub: Check = (value) => checkOptions(value, hubOptions);

/** @internal */
export function hubSettings(options: HubOptions = {}): HubSettings {
  const { token: given, endpoint, fetch } = options;
  return {
    endpoint: endpoint === undefined ? 'https://huggingface.co' : absolute(endpoint),
    token: async () => {
      const secret: unknown = typeof given === 'function' ? await given() : given;
      if (secret === undefined || secret === null) return '';
      if (!isToken(secret)) throw invalid('hub.token must give a token, or nothing.', { option: 'token' });
      return secret as string;
    },
    fetch: fetch ?? null,
  };
}
