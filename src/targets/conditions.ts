import type { BlocksOver } from '../sparsity/blocksOver';
import { formatCount } from '../sparsity/verdict';
import type { TensorFacts, Use } from './facts';
import type { Finding } from './target';

/** Conditions that several targets share. Each returns undefined if it holds. */

export function operatorIn({ code }: Use, codes: readonly string[]): Finding | undefined {
  if (codes.includes(code)) return undefined;
  return { condition: 'operator', message: `the operator is ${code}; expected ${listOf(codes)}` };
}

export function typeIn({ tensor }: TensorFacts, types: readonly string[]): Finding | undefined {
  if (types.includes(tensor.type)) return undefined;
  return { condition: 'type', message: `the weights are ${tensor.type}; expected ${listOf(types)}` };
}

/** @param types of the data input of the operator and of its output */
export function activationsIn({ inputType, outputType }: Use, types: readonly string[]): Finding | undefined {
  const other = [inputType, outputType].find((type) => type === undefined || !types.includes(type));
  if (other === undefined && inputType !== undefined && outputType !== undefined) return undefined;
  return {
    condition: 'type',
    message: `the activations are ${other ?? 'of an unknown type'}; expected ${listOf(types)}`,
  };
}

export function zeroPointsZero({ zeroPoints }: TensorFacts): Finding | undefined {
  if (zeroPoints.allZero) return undefined;
  return { condition: 'zero-point', message: 'a zero point is not 0; expected symmetric quantization' };
}

/** The target takes weights as the file has them: one after the other, and directly at the operator. */
export function denseConstant({ tensor }: TensorFacts, { behind }: Use): Finding[] {
  const findings: Finding[] = [];
  if (tensor.encoding !== 'dense') {
    findings.push({ condition: 'encoding', message: `the encoding is ${tensor.encoding}; expected dense` });
  }
  const computed = behind.filter((code) => code !== 'DENSIFY');
  if (computed.length > 0) {
    findings.push({
      condition: 'constant',
      message: `the operator reads the weights behind ${computed.join(', ')}; expected a constant`,
    });
  }
  return findings;
}

/**
 * Conditions on the stored shape and blocks, if the operator reads the dimensions in their stored order. Otherwise they cannot be checked.
 */
export function asStored(use: Use, findings: () => readonly (Finding | undefined)[]): readonly (Finding | undefined)[] {
  if (!use.isReordered) return findings();
  return [
    {
      condition: 'constant',
      isOpen: true,
      message: `the operator reads the weights behind ${use.behind.join(', ')}; expected their dimensions in the stored order`,
    },
  ];
}

/** At most half of each block of input channels is non-zero. */
export function halfOfBlocks(facts: TensorFacts, of: 4 | 16): Finding | undefined {
  const { blocks, over, first } = of === 4 ? facts.fours : facts.sixteens;
  if (over === 0) return undefined;
  return {
    condition: 'pattern',
    ...(first && { at: placeOf(facts, first.row * facts.tensor.columnCount + first.column) }),
    message: `${blocksText(over, blocks)} of ${of} input channels ${over === 1 ? 'has' : 'have'} more than ${of / 2} non-zeros`,
  };
}

function blocksText(over: BlocksOver['over'], blocks: number): string {
  return blocks === 1 ? 'the only block' : `${formatCount(over)} of ${formatCount(blocks)} blocks`;
}

/** Index of an element in the tensor, one number per dimension. */
export function placeOf({ tensor }: Pick<TensorFacts, 'tensor'>, element: number): number[] {
  const place: number[] = [];
  let rest = element;
  for (let d = tensor.shape.length - 1; d >= 0; d--) {
    place.unshift(rest % tensor.shape[d]);
    rest = Math.floor(rest / tensor.shape[d]);
  }
  return place;
}

/** Share of zeros, 0 to 1. */
export function sparsityOf({ elements, nonzeros }: Pick<TensorFacts, 'elements' | 'nonzeros'>): number {
  return elements === 0 ? 0 : (elements - nonzeros) / elements;
}

/** `A`, `A or B`, `A, B or C` */
function listOf(words: readonly string[]): string {
  return words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
