import type { RawFileInfo } from './shapes.js';

/** The properties of a stored file: a plain object, which `structuredClone` and `postMessage` take. */
export interface FileInfo {
  readonly key: string;
  /** The size in bytes. */
  readonly size: number;
  /** The media type; empty when unknown. */
  readonly type: string;
  /** The SHA-256 of the whole content in hexadecimal, computed while the file was stored. */
  readonly sha256: string;
  readonly chunkCount: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly lastAccessed: number;
  /** Granary never evicts a pinned file. */
  readonly pinned: boolean;
  /** The URL that the file was downloaded from. */
  readonly url?: string;
  /** The application's own data about the file. */
  readonly metadata?: Record<string, unknown>;
}

/** @internal */
export function fileInfo({ url, metadata, ...rest }: RawFileInfo): FileInfo {
  return {
    ...rest,
    ...(url !== null && { url }),
    ...(metadata !== null && { metadata: JSON.parse(metadata) as Record<string, unknown> }),
  };
}
