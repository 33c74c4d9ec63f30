// How adapters find a file by the address from which an engine wants it.
import { GranaryError } from '../public.js';
import type { Granary } from '../granary.js';
import type { OnProgress } from '../progress.js';
import type { StoredFile } from '../stored-file.js';

/** A file of a repository of the hub. */
export interface HubPlace {
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
}

/** Reads `{endpoint}/{owner}/{name}/resolve/{revision}/{path}`; undefined for every other address. */
export function hubPlace(granary: Granary, url: string): HubPlace | undefined {
  const endpoint = granary.hub.endpoint.replace(/\/$/, '');
  if (!url.startsWith(`${endpoint}/`)) return undefined;
  const path = url.slice(endpoint.length + 1).replace(/[?#].*$/, '');
  const [, ...parts] = /^([^/]+(?:\/[^/]+)?)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  try {
    const [repo, revision, file] = parts.map(decodeURIComponent);
    return repo && revision && file ? { repo, revision, path: file } : undefined;
  } catch {
    return undefined;
  }
}

/** Gives the file that is stored for an address: a file of a repository, or one whose key is the address. */
export async function storedFor(granary: Granary, url: string): Promise<StoredFile | undefined> {
  const place = hubPlace(granary, url);
  return (
    (place && (await granary.hub.file(place.repo, place.path, { revision: place.revision }))) ??
    (await granary.files.get(url))
  );
}

/**
 * Gives the file of an address, and downloads it first when it is not stored. A file of a repository is checked against
 * the repository's listing, and has the key that `hub.download` gives it.
 */
export async function fetchedFor(
  granary: Granary,
  url: string,
  options: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<StoredFile> {
  const stored = await storedFor(granary, url);
  if (stored) return stored;
  const place = hubPlace(granary, url);
  if (!place) return granary.files.fetch(url, url, options);
  const { repo, revision, path } = place;
  await granary.hub.download(repo, { ...options, revision, files: [path] });
  const file = await granary.hub.file(repo, path, { revision });
  return file ?? granary.files.fetch(url, url, options);
}

/** Gives the file under a key, or fails with `NOT_FOUND`. */
export async function required(granary: Granary, key: string): Promise<StoredFile> {
  const file = await granary.files.get(key);
  if (file) return file;
  const message = `No file is stored as ${JSON.stringify(key)}.`;
  throw new GranaryError(message, { code: 'NOT_FOUND', details: { key } });
}
