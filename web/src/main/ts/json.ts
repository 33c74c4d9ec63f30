import { GranaryError, invalid } from './errors.js';
import { tagOf } from './options.js';

/**
 * Writes JSON that reads back as the same value. INVALID when JSON would silently drop or change a part of the value.
 */
export function toJson(value: unknown, what: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, function (this: unknown, key: string, part: unknown) {
      const place = key === '' ? what : `${what}: ${JSON.stringify(key)}`;
      if (!isJson(part, Array.isArray(this) || key === '')) {
        throw invalid(`${place} is ${named(part)}, which JSON cannot hold.`, { property: key });
      }
      return part;
    });
  } catch (failure) {
    if (failure instanceof GranaryError) throw failure;
    throw invalid(`${what} cannot be written as JSON: ${String(failure)}`, {}, failure);
  }
  return text as string;
}

function isJson(value: unknown, isPlaceholder: boolean): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'undefined':
      // A property that is undefined reads back as one that is not there: the same.
      return !isPlaceholder;
    case 'object':
      // Not a Map, a Blob or a typed array, of which nothing or nonsense would be left.
      return value === null || Array.isArray(value) || tagOf(value) === '[object Object]';
    default:
      return false;
  }
}

function named(value: unknown): string {
  return typeof value === 'object'
    ? tagOf(value).slice(8, -1)
    : `${typeof value === 'number' ? value : typeof value}`;
}
