import { operatorIn, zeroPointsZero } from './conditions';
import type { SparseFacts, TensorFacts, Use } from './facts';
import type { Finding, Target } from './target';

// Of a row, and of an index. The kernel for float activations and INT8 weights counts blocks in bytes.
const maxBlocks = 255;

/**
 * FULLY_CONNECTED of LiteRT and TensorFlow Lite on the CPU, without a delegate. It reads stored-sparse weights directly: the first level
 * dense, the second CSR. FLOAT32 without blocks or with blocks of 4; INT8 with blocks of 16 and zero point 0. For float activations and
 * INT8 weights, it reads any encoding as blocks of 16, at most 255 of them per row with indices up to 255. Beyond that, it ignores the
 * error, and the results are wrong.
 *
 * Source: LiteRT f674577, https://github.com/google-ai-edge/LiteRT: tflite/kernels/fully_connected.cc (SupportedSparsityFormat,
 * PopulateLedgerData, EvalHybrid, EvalQuantized, EvalFloat).
 */
export const litertSparseFc: Target = {
  name: 'litert-sparse-fc',
  findings(facts, use) {
    const operator = operatorIn(use, ['FULLY_CONNECTED']);
    const { sparse } = facts;
    if (!sparse) {
      const { encoding } = facts.tensor;
      return [
        operator,
        typeOf(facts, use),
        { condition: 'encoding', message: `the encoding is ${encoding}; expected sparse` },
      ];
    }
    if (use.behind.length > 0) return [operator, typeOf(facts, use), decoded(use)];
    const isInteger = facts.tensor.type === 'INT8' && use.inputType !== 'FLOAT32';
    return [
      operator,
      typeOf(facts, use),
      levelsOf(facts, use, sparse),
      isInteger ? zeroPointsZero(facts) : undefined,
      isHybrid(facts, use) ? ledgerSize(facts, sparse) : undefined,
    ];
  },
};

function decoded({ behind }: Use): Finding {
  return {
    condition: 'encoding',
    message: `the operator reads the weights behind ${behind.join(', ')}; expected stored-sparse weights at the operator`,
  };
}

function isHybrid({ tensor }: TensorFacts, { inputType }: Use): boolean {
  return tensor.type === 'INT8' && inputType === 'FLOAT32';
}

function typeOf({ tensor }: TensorFacts, { inputType, outputType }: Use): Finding | undefined {
  const { type } = tensor;
  const isFloat = type === 'FLOAT32' && inputType === 'FLOAT32';
  const isQuantized = type === 'INT8' && inputType === 'INT8' && outputType === 'INT8';
  if (isFloat || isQuantized || (type === 'INT8' && inputType === 'FLOAT32')) return undefined;
  return {
    condition: 'type',
    message: `the weights are ${type} and the activations ${inputType ?? 'unknown'}; expected FLOAT32 weights, or INT8 weights with INT8 or FLOAT32 activations`,
  };
}

function levelsOf(facts: TensorFacts, use: Use, { levels }: SparseFacts): Finding | undefined {
  const [first, second, third] = levels;
  const isInOrder = first?.dimension === 0 && second?.dimension === 1 && (third?.dimension ?? 1) === 1;
  const starts = isInOrder && first.format === 'dense' && second.format === 'csr';
  const block = levels.length === 3 ? third.blockSize : undefined;
  const isInBlocks = starts && block === (facts.tensor.type === 'INT8' ? 16 : 4);
  const isUnblocked = starts && levels.length === 2 && facts.tensor.type !== 'INT8';
  if (isInBlocks || isUnblocked) return undefined;
  const expected = facts.tensor.type === 'INT8' ? 'blocks of 1 x 16' : 'CSR without blocks or with blocks of 1 x 4';
  const note = isHybrid(facts, use)
    ? '; the kernel reads any encoding as blocks of 1 x 16, and its results are wrong'
    : '';
  return {
    condition: 'encoding',
    message: `the weights are stored as ${layoutText(facts)}; expected ${expected}${note}`,
  };
}

function layoutText({ sparse }: TensorFacts): string {
  const levels = sparse?.levels ?? [];
  const blocks = levels.flatMap(({ blockSize }) => (blockSize === undefined ? [] : [blockSize]));
  const formats = levels
    .map(({ format, dimension }) => `${format === 'csr' ? 'CSR' : 'dense'} over dimension ${dimension}`)
    .join(', ');
  return `${formats}${blocks.length > 0 ? ` with blocks of ${blocks.join(' x ')}` : ''}`;
}

function ledgerSize({ tensor }: TensorFacts, sparse: SparseFacts): Finding | undefined {
  const { longestRow, longestRowIndex, largestIndex } = sparse;
  if (longestRow <= maxBlocks && largestIndex <= maxBlocks) return undefined;
  const found =
    longestRow > maxBlocks
      ? `row ${longestRowIndex} has ${longestRow} blocks; expected at most ${maxBlocks}`
      : `a block has index ${largestIndex}; expected at most ${maxBlocks}`;
  const at = longestRow > maxBlocks ? { at: [longestRowIndex, ...tensor.shape.slice(1).map(() => 0)] } : {};
  return {
    condition: 'size',
    ...at,
    message: `${found}, because the kernel for FLOAT32 activations counts blocks in bytes`,
  };
}
