// The chunk of WebNN. It has no compiled code: it is all facade.
import { constants } from './webnn/constants.js';
import { webnn } from './webnn/webnn.js';

/** What this chunk does for every store. */
export interface Webnn {
  readonly constants: typeof constants;
}

export { webnn };

/** As the chunks of the compiled program have it. This chunk takes nothing of their base. */
export function link(_base: object, _shared: object) {
  return { webnn: async (): Promise<Webnn> => ({ constants }) };
}
