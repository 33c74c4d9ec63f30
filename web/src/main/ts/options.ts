import { invalid } from './errors.js';

/** Throws INVALID when the option does not take this value. It is never called with undefined. */
export type Check = (value: unknown, option: string) => void;

/** Throws INVALID for an unknown option, and for a value that an option does not take. */
export function checkOptions(options: unknown, checks: Record<string, Check>): void {
  if (options === undefined) return;
  // A signal by itself or an array would pass as an object without options.
  if (Object.prototype.toString.call(options) !== '[object Object]') {
    throw invalid(`Options are given as an object, not as ${shown(options)}.`);
  }
  for (const [option, value] of Object.entries(options as object)) {
    const check = Object.hasOwn(checks, option) ? checks[option] : undefined;
    if (!check) {
      const known = Object.keys(checks).join(', ');
      throw invalid(`There is no option ${shown(option)} here. There are: ${known}.`, { option });
    }
    if (value !== undefined) check(value, option);
  }
}

export const flag: Check = (value, option) => {
  if (typeof value !== 'boolean') throw refusal(option, value, 'true or false');
};

export const callback: Check = (value, option) => {
  if (typeof value !== 'function') throw refusal(option, value, 'a function');
};

export const signal: Check = (value, option) => {
  const like = value as Partial<AbortSignal> | null;
  if (typeof like?.aborted !== 'boolean' || typeof like.addEventListener !== 'function') {
    throw refusal(option, value, 'an AbortSignal');
  }
};

/** Checks an application's own data, which become JSON. */
export const metadata: Check = (value, option) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refusal(option, value, 'an object');
};

export const mediaType: Check = (value, option) => {
  if (typeof value !== 'string' || /[^ -~]/.test(value)) {
    throw refusal(option, value, 'a media type such as "application/octet-stream"');
  }
};

export const sha256: Check = (value, option) => {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/i.test(value)) {
    throw refusal(option, value, '64 hexadecimal digits');
  }
};

/** Checks a key, or the name of something else that is stored. */
export const checkKey: Check = (value, option) => {
  if (typeof value !== 'string' || value === '' || !isKeyText(value)) {
    throw refusal(option, value, 'a well-formed string of 1 to 1024 characters');
  }
};

export const checkPrefix: Check = (value, option) => {
  if (typeof value !== 'string' || !isKeyText(value)) {
    throw refusal(option, value, 'a well-formed string of at most 1024 characters');
  }
};

export function oneOf(...choices: string[]): Check {
  return (value, option) => {
    if (!(choices as unknown[]).includes(value))
      throw refusal(option, value, choices.map(shown).join(' or '));
  };
}

export function listOf(each: Check): Check {
  return (value, option) => {
    if (!Array.isArray(value)) throw refusal(option, value, 'an array');
    for (const item of value) each(item, option);
  };
}

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  return (value, option) => {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
      throw refusal(option, value, `a whole number from ${least} to ${most}`);
    }
  };
}

export function refusal(option: string, value: unknown, allowed: string): Error {
  return invalid(`${option} must be ${allowed}; it is ${shown(value)}.`, { option });
}

function isKeyText(text: string): boolean {
  // Read as code points, only a lone surrogate is one.
  return text.length <= 1024 && !/[\ud800-\udfff]/u.test(text);
}

export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return String(value);
}
