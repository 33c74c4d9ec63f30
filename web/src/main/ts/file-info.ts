import type { RawFileInfo } from './shapes.js';

/** What is known of a stored file: a plain object that can be cloned and posted. */
export interface FileInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** The media type; empty when unknown. */
  readonly type: string;
  /** Of the whole content, in hexadecimal; computed while it was stored. */
  readonly sha256: string;
  readonly chunkCount: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly lastAccessed: number;
  /** A pinned file is never evicted. */
  readonly pinned: boolean;
  /** Where it was downloaded from. */
  readonly url?: string;
  /** What the application keeps beside it. */
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
