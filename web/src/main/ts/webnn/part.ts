// The part of the facade that works with WebNN. It loads when a model's `constants` is first used.
import { adopt, type GranaryError } from '../granary-error.js';
import { constants } from './constants.js';
import { webnn } from './webnn.js';

/** What the part does for every store. */
export interface WebnnPart {
  readonly constants: typeof constants;
}

export { webnn };

/** As the chunks of the compiled program have it. This part takes nothing of their base. */
export function link(_base: object, error: typeof GranaryError) {
  adopt(error);
  return { webnn: async (): Promise<WebnnPart> => ({ constants }) };
}
