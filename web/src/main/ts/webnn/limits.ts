import { asError } from './failures.js';
import { operandSize } from './conversions.js';
import type { Context, GraphBuilder, OperandType } from './types.js';

/** Says what a context takes as a constant. */
export interface Limits {
  readonly maxBytes: number;
  takes(type: OperandType, rank: number): boolean;
}

export function limitsOf(builder: GraphBuilder, context: Context | undefined): Limits {
  return context ? stated(context) : found(builder);
}

function stated(context: Context): Limits {
  const { constant, maxTensorByteLength = Infinity } = context.opSupportLimits();
  const { min, max } = constant.rankRange ?? { min: 0, max: Infinity };
  return {
    maxBytes: maxTensorByteLength,
    takes: (type, rank) => constant.dataTypes.includes(type) && min <= rank && rank <= max,
  };
}

/** What builders took. */
const known = new WeakMap<GraphBuilder, Map<string, boolean>>();

/**
 * A builder does not say what its context takes. So it is asked: with a constant of one element, which no graph uses.
 * It is not asked for float32, which every context takes.
 */
function found(builder: GraphBuilder): Limits {
  let answers = known.get(builder);
  if (!answers) known.set(builder, (answers = new Map()));
  return {
    maxBytes: Infinity,
    takes(dataType, rank) {
      const question = `${dataType} ${rank}`;
      let answer = dataType === 'float32' || answers.get(question);
      if (answer === undefined) {
        answer = takesOne(builder, dataType, rank);
        answers.set(question, answer);
      }
      return answer;
    },
  };
}

function takesOne(builder: GraphBuilder, dataType: OperandType, rank: number): boolean {
  const shape = new Array<number>(rank).fill(1);
  try {
    builder.constant({ dataType, shape }, new Uint8Array(operandSize(dataType, 1)));
    return true;
  } catch (failure) {
    if (asError(failure).name === 'TypeError') return false;
    throw failure;
  }
}
