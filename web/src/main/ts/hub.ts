import { bindMethods } from './bind-methods.js';
import { unlessAborted, type CallOptions } from './call.js';
import { hubChunk } from './chunks.js';
import type { Core, CoreHub } from './core.js';
import type { CoreTask } from './shapes.js';
import { callback, checkKey, checkOptions, flag, listOf, signal, wholeNumber } from './options.js';
import type { OnProgress } from './progress.js';
import { StoredFile } from './stored-file.js';
import { runTask } from './task.js';

/**
 * The state of a quant:
 * - `available`: none of its files is stored, except files that other quants share.
 * - `downloading`: a tab downloads it.
 * - `paused`: a part of it is stored; `download` continues.
 * - `downloaded`: all of it is stored.
 * - `failed`: the last download failed; `error` says why, and `download` continues.
 */
export type QuantStatus = 'available' | 'downloading' | 'paused' | 'downloaded' | 'failed';

/** One precision in which a repository offers its model, with all files that it needs. */
export interface QuantEntry {
  /**
   * ONNX: the dtype of transformers.js, such as 'q4'. GGUF: the label, such as 'Q4_K_M'. safetensors: 'safetensors' for
   * the main model, and for each other model its path without the ending.
   */
  readonly name: string;
  readonly format: 'onnx' | 'gguf' | 'safetensors';
  /** All files that it needs: weights and what belongs to them, and shared files such as the tokenizer. */
  readonly files: string[];
  readonly size: number;
  /** How many of its bytes are stored. */
  readonly loaded: number;
  readonly status: QuantStatus;
  readonly error?: string;
}

/** The files and quants of a repository at one commit, and what of them is stored. */
export interface RepoManifest {
  readonly repo: string;
  /** The branch, tag or commit that the call named. In `list()`: a branch that is at this commit, or the commit. */
  readonly revision: string;
  readonly commit: string;
  readonly task?: string;
  readonly library?: string;
  /** Each file with the digest that the hub promises: SHA-256 for large files, git's SHA-1 for small files. */
  readonly files: { path: string; size: number; sha256?: string; gitSha1?: string; stored: boolean }[];
  readonly quants: Record<string, QuantEntry>;
}

export interface RevisionOptions extends CallOptions {
  /** A branch, a tag or a commit. Default: 'main'. */
  revision?: string | undefined;
}

export interface PlanOptions extends RevisionOptions {
  /** The name of a quant, from `quants`. */
  quant?: string | undefined;
  /** The paths of files to take beside the quant. Without `quant`, only these files are taken. */
  files?: string[] | undefined;
}

export interface DownloadOptions extends PlanOptions {
  /** The number of files that download at the same time, 1 to 16. Default: 3. */
  concurrency?: number | undefined;
  /** Granary never evicts a pinned file. Default: stored files keep their pins, new files have none. */
  pinned?: boolean | undefined;
  /**
   * Gets the progress of all files as one, as the event `progress` does. `key` is the name of the repository; `file`
   * is the path of the file that made progress last.
   */
  onProgress?: OnProgress | undefined;
}

export interface DownloadPlan {
  files: { path: string; size: number; stored: boolean }[];
  /** The size of all files. Files with the same content count once. */
  bytes: number;
  /** The bytes that a download would transfer. Content that another commit has stored does not count. */
  missingBytes: number;
  /** An estimate: true when there would be room after the eviction of everything that may be evicted. */
  fits: boolean;
}

export interface RepoUpdate {
  /** The commit in use. */
  current: string;
  /** The commit of the branch now. */
  latest: string;
  /** The paths of the files that are new or different there. */
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
 * Hugging Face repositories. Their files are stored as `{repo}@{commit}/{path}`, so that files of two commits never
 * mix. A name that no repository or revision can have is `INVALID`. A name that the hub does not know is `NOT_FOUND`.
 */
export class Hub {
  /** The URL of the hub. */
  declare readonly endpoint: string;
  readonly #core: Core;

  /** @internal */
  constructor(core: Core) {
    this.#core = core;
    bindMethods(this);
  }

  /** Asks the hub for the files of a repository, and stores the answer. More than 20,000 files are `INVALID`. */
  async scan(repo: string, options: RevisionOptions = {}): Promise<RepoManifest> {
    checkKey(repo, 'repo');
    checkOptions(options, { revision: checkKey, signal });
    const { revision = null } = options;
    return this.#run(options, (hub, task) => hub.scan(repo, revision, task));
  }

  /** Gives what is stored of the commit in use, without the network; undefined when it was never scanned. */
  async get(repo: string, options: RevisionOptions = {}): Promise<RepoManifest | undefined> {
    checkKey(repo, 'repo');
    checkOptions(options, { revision: checkKey, signal });
    const { revision = null } = options;
    return (await this.#call(options, (hub) => hub.get(repo, revision))) ?? undefined;
  }

  /** Lists all repositories that were scanned, with one entry for each commit. */
  async list(options: CallOptions = {}): Promise<RepoManifest[]> {
    checkOptions(options, { signal });
    return this.#call(options, (hub) => hub.list());
  }

  /** Says what a download would transfer. Asks the hub only when the revision was never scanned. */
  async plan(repo: string, options: PlanOptions = {}): Promise<DownloadPlan> {
    checkKey(repo, 'repo');
    checkOptions(options, planOptions);
    const { revision = null, quant = null } = options;
    const files = [...(options.files ?? [])];
    return this.#run(options, (hub, task) => hub.plan(repo, revision, quant, files, task));
  }

  /**
   * Loads or downloads a quant with all files that it needs, or single files. Stored files need no network, so this
   * call also opens a model offline. The call uses the commit that the last `scan`, `checkForUpdate` or download saw.
   * It does not download content that another commit has stored. Each file is checked against the digest of the
   * listing, and resumes like every download.
   *
   * After a complete update the files of the old commit are deleted. Pinned files stay, and so do files of another
   * quant that is complete only at the old commit. Until the update is complete the old commit stays in use, also for
   * offline calls.
   *
   * Rejects with `INVALID` without `quant` and `files`, and with an unknown quant; the message and `details.quants`
   * list all quants with their sizes. When a file fails, `details.file` is its path. Stored files stay, and the next
   * call continues.
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
   * Gives a stored file, without the network; undefined when the file is not stored. This call looks first at the
   * commit in use, then at the latest commit that was seen, then at older commits whose files are still stored.
   */
  async file(repo: string, path: string, options: RevisionOptions = {}): Promise<StoredFile | undefined> {
    checkKey(repo, 'repo');
    checkKey(path, 'path');
    checkOptions(options, { revision: checkKey, signal });
    const { revision = null } = options;
    const file = await this.#call(options, (hub) => hub.file(repo, path, revision));
    return file ? new StoredFile(file, this.#core) : undefined;
  }

  /**
   * Asks the hub whether the branch has a newer commit than the one in use. This call changes no files: the next
   * `download` brings the update, and transfers only changed files. Resolves to undefined when there is no update, or
   * when the repository was never scanned.
   */
  async checkForUpdate(repo: string, options: CallOptions = {}): Promise<RepoUpdate | undefined> {
    checkKey(repo, 'repo');
    checkOptions(options, { signal });
    return (await this.#run(options, (hub, task) => hub.checkForUpdate(repo, task))) ?? undefined;
  }

  /**
   * Deletes everything that is stored of a repository, at all commits; or one quant, except for the files that other
   * stored or downloading quants need. A running download ends with `CONFLICT`. Resolves to false when there was
   * nothing to delete. Rejects with `INVALID`, as `download` does, when a scanned repository has no such quant.
   */
  async delete(repo: string, options: CallOptions & { quant?: string | undefined } = {}): Promise<boolean> {
    checkKey(repo, 'repo');
    checkOptions(options, { quant: checkKey, signal });
    const { quant = null } = options;
    return this.#call(options, (hub) => hub.delete(repo, quant));
  }

  /** Makes a call that ends at once when it is aborted. */
  #call<T>(options: CallOptions, work: (hub: CoreHub) => Promise<T>): Promise<T> {
    return unlessAborted(options.signal, async () => work(await hubChunk.of(this.#core)));
  }

  /** Runs long work, which reports its progress. */
  async #run<T>(
    options: CallOptions & { onProgress?: OnProgress | undefined },
    work: (hub: CoreHub, task: CoreTask) => Promise<T>,
  ): Promise<T> {
    const hub = await hubChunk.of(this.#core, options.signal);
    return runTask(options, (task) => work(hub, task));
  }
}
