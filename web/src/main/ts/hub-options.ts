import type { HubSettings } from './core.js';
import { absolute } from './downloads.js';
import { invalid } from './errors.js';
import { callback, checkOptions, refusal, type Check } from './options.js';

/** Which hub to ask, and how. */
export interface HubOptions {
  /** The URL of the hub, or of a server with the same protocol. Default: https://huggingface.co. */
  endpoint?: string | undefined;
  /**
   * A token for private and gated repositories, or a function that returns one. Granary calls the function for each
   * request about a repository, and for each file. It sends the token only to the endpoint, and never stores or shows
   * the token. When the function returns undefined, null or '', Granary sends no token.
   */
  token?: string | (() => string | null | undefined | Promise<string | null | undefined>) | undefined;
  /** Replaces the page's own `fetch`. */
  fetch?: typeof fetch | undefined;
}

const token: Check = (value, option) => {
  // The message never shows the value: a wrong token may be a secret, too.
  if (typeof value !== 'function' && !isToken(value)) {
    throw invalid(`${option} must be a token, or a function that gives one.`, { option });
  }
};

function isToken(value: unknown): boolean {
  return typeof value === 'string' && /^[!-~]*$/.test(value);
}

const absoluteEndpoint = (value: unknown) => absolute(value, 'endpoint', { option: 'endpoint' });

const hubOptions = {
  endpoint: (value: unknown, option: string) => {
    if (typeof value !== 'string' || /[?#]/.test(value) || !/^https?:/.test(absoluteEndpoint(value)))
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
    endpoint: endpoint === undefined ? 'https://huggingface.co' : absoluteEndpoint(endpoint),
    token: async () => {
      const secret: unknown = typeof given === 'function' ? await given() : given;
      if (secret === undefined || secret === null) return '';
      if (!isToken(secret)) throw invalid('hub.token must give a token, or nothing.', { option: 'token' });
      return secret as string;
    },
    fetch: fetch ?? null,
  };
}
