// granary/webnn: WebNN for the stores of granary, with the code of a model's `constants` loaded at once.
import { webnnChunk } from '../chunks.js';
import { GranaryError } from '../public.js';
import * as part from '../webnn/part.js';

webnnChunk.use(part);
part.link({}, GranaryError);

const { webnn } = part;
export { webnn };
export type { GraphOf } from '../webnn/build.js';
export type { ConstantsOptions } from '../webnn/constants.js';
export type { WebnnProbe } from '../webnn/context.js';
export type { KeepOptions, Kept } from '../webnn/kept.js';
export type { LoadOptions } from '../webnn/load.js';
export type { OperandOf, OperandType, OperandTypes } from '../webnn/types.js';
export default { webnn };
