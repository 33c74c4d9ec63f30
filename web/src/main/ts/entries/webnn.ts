// granary/webnn: WebNN for the stores of granary, with the code of a model's `constants` loaded at once.
import { webnnChunk } from '../chunks.js';
import * as module from '../chunk-webnn.js';

const { webnn } = webnnChunk.take(module);

export { webnn };
export type { GraphOf } from '../webnn/build.js';
export type { ConstantsOptions } from '../webnn/constants.js';
export type { WebnnProbe } from '../webnn/context.js';
export type { KeepOptions, Kept } from '../webnn/kept.js';
export type { LoadOptions } from '../webnn/load.js';
export type { OperandOf, OperandType, OperandTypes } from '../webnn/types.js';
export default { webnn };
