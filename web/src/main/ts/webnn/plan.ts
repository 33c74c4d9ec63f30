import { GranaryError } from '../errors.js';
import type { Model } from '../model.js';
import type { TensorInfo } from '../tensor-info.js';
import { conversionInPlace, operandSize, operandTypes, standIns, type InPlace } from './conversions.js';
import { called, constantTooLarge, largestConstant } from './failures.js';
import type { Limits } from './limits.js';
import type { OperandType, OperandTypes } from './types.js';

/** How a tensor becomes a constant. */
export interface PlannedConstant {
  readonly name: string;
  readonly shape: number[];
  readonly storedBytes: number;
  readonly dataType: OperandType;
  /** The bytes of the constant. */
  readonly size: number;
  /** True when the bytes are stored as WebNN takes them. */
  readonly asStored: boolean;
  readonly inPlace: InPlace | undefined;
}

/**
 * Decides for each tensor what becomes of it, in stored order, before any byte is read. Throws for a tensor that cannot
 * become a constant.
 */
export function plan(model: Model, names: string[] | undefined, as: OperandTypes, limits: Limits) {
  return chosen(model, names).map((tensor): PlannedConstant => {
    const { name, shape } = tensor;
    const details = { tensor: name, dataType: tensor.dataType, shape };
    if (shape.some((dimension) => dimension < 1 || dimension > largestConstant)) {
      throw unsupported(`${called(name)} cannot be a constant: WebNN takes no dimension of 0.`, details);
    }
    const dataType = operandType(tensor, as, limits);
    const elements = shape.reduce((product, dimension) => product * dimension, 1);
    const size = operandSize(dataType, elements);
    const most = Math.min(largestConstant, limits.maxBytes);
    if (size > most) throw constantTooLarge(name, size, most);
    const inPlace = conversionInPlace(tensor.dataType, dataType);
    const asStored = tensor.dataType === dataType;
    return { name, shape, storedBytes: tensor.byteSize, dataType, size, asStored, inPlace };
  });
}

function chosen(model: Model, names: string[] | undefined): TensorInfo[] {
  if (!names) return model.tensors;
  const wanted = new Set(names);
  const found = model.tensors.filter(({ name }) => wanted.delete(name));
  for (const tensor of wanted) {
    const message = `The model ${JSON.stringify(model.id)} has no tensor ${JSON.stringify(tensor)}.`;
    throw new GranaryError(message, { code: 'NOT_FOUND', details: { key: model.id, tensor } });
  }
  return found;
}

function operandType({ name, dataType, shape }: TensorInfo, as: OperandTypes, limits: Limits): OperandType {
  const asked = Object.hasOwn(as, dataType) ? as[dataType] : undefined;
  const standIn = Object.hasOwn(standIns, dataType) ? standIns[dataType] : undefined;
  const candidates = asked ? [asked] : [operandTypes.find((each) => each === dataType), standIn];
  const type = candidates.find((each) => each && limits.takes(each, shape.length));
  if (type) return type;
  const details = { tensor: name, dataType, shape };
  const what = `this context takes no constant of the type ${asked ?? dataType} with the shape [${shape}].`;
  const how = asked ? '' : ` A conversion may help, as: { ${JSON.stringify(dataType)}: 'float32' }.`;
  throw unsupported(`${called(name)} cannot be loaded: ${what}${how}`, details);
}

function unsupported(message: string, details: Record<string, unknown>): GranaryError {
  return new GranaryError(message, { code: 'UNSUPPORTED', details });
}
