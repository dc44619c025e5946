import { describe, expect, it } from 'vitest';
import { coverageText, noWeightsText, unlistedConstantText } from '../../src/sparsity/coverageText';
import { type ConstantTensor, coverageOf } from '../../src/tflite/weights/coverage';

const constant: ConstantTensor = { subgraph: 0, tensor: 1, name: 'w', elements: 64, bytes: 64, operator: 'MUL' };

describe('coverage', () => {
  const constants: ConstantTensor[] = [
    { ...constant, operator: 'FULLY_CONNECTED', listedAs: 1, bytes: 900 },
    { ...constant, tensor: 2, because: 'operator' },
    { ...constant, tensor: 3, because: 'operator', bytes: 36 },
    { ...constant, tensor: 4, operator: '', because: 'no-operator', bytes: 500 },
  ];

  it('is grouped by operator and reason, the largest group first', () => {
    expect(coverageOf({ constants, operators: [] }, () => false)).toEqual({
      constantBytes: 1500,
      listedBytes: 900,
      unlisted: [
        { operator: '', tensors: 1, bytes: 500, because: 'no-operator' },
        { operator: 'MUL', tensors: 2, bytes: 100, because: 'operator' },
      ],
    });
  });

  it('has listed tensors that cannot be read', () => {
    const { listedBytes, unlisted } = coverageOf({ constants, operators: [] }, ({ listedAs }) => listedAs === 1);
    expect(listedBytes).toBe(0);
    expect(unlisted[0]).toEqual({ operator: 'FULLY_CONNECTED', tensors: 1, bytes: 900, because: 'unreadable' });
  });

  it('reads as sentences', () => {
    expect(coverageText(coverageOf({ constants, operators: [] }, () => false))).toBe(
      '900 B of 1.5 kB of constants are listed (60.00 %). Not listed: 1 constant, 500 B (not used by any operator); 2 constants of MUL, 100 B (not a weight input).',
    );
    expect(coverageText(coverageOf({ constants: constants.slice(0, 1), operators: [] }, () => false))).toBe(
      'All 900 B of constants are listed.',
    );
    expect(coverageText(coverageOf({ constants: [], operators: [] }, () => false))).toBe(
      'No constants of rank 2 or more with at least 64 elements.',
    );
  });

  it('has compiled operators whose weights are not in tensors', () => {
    const coverage = coverageOf({ constants: [], operators: ['CUSTOM:DISPATCH_OP', 'ADD'] }, () => false);
    expect(coverage.unlisted).toEqual([{ operator: 'CUSTOM:DISPATCH_OP', tensors: 0, bytes: 0, because: 'compiled' }]);
    expect(coverageText(coverage)).toBe(
      'No constants are listed. Not listed: CUSTOM:DISPATCH_OP (compiled for an accelerator).',
    );
  });

  it('does not say what custom operators use constants for', () => {
    const custom: ConstantTensor = { ...constant, operator: 'CUSTOM:Lce', because: 'operator' };
    expect(coverageText(coverageOf({ constants: [custom], operators: [] }, () => false))).toBe(
      '0 B of 64 B of constants are listed (0.00 %). Not listed: 1 constant of CUSTOM:Lce, 64 B (format not known).',
    );
  });

  it('says why each constant is not listed', () => {
    expect(unlistedConstantText({ ...constant, because: 'operator' })).toBe('64 B: MUL does not use it as weights');
    expect(unlistedConstantText({ ...constant, operator: 'CUSTOM:Lce', because: 'operator' })).toBe(
      '64 B: Prunescope does not know the format of CUSTOM:Lce',
    );
    expect(unlistedConstantText({ ...constant, because: 'variable', variable: 'kernel' })).toBe(
      '64 B: it is the initial value of the variable kernel',
    );
  });
});

describe('a model without weights', () => {
  it.each<[string, readonly ConstantTensor[], readonly string[]]>([
    ['no operators and no constants', [], []],
    [
      'no operators; 2 constants, 128 weights, are not used by any operator',
      [
        { ...constant, because: 'no-operator' },
        { ...constant, because: 'no-operator' },
      ],
      [],
    ],
    [
      'compiled for ethos-u: its weights cannot be read; open the model as it was before compiling',
      [],
      ['CUSTOM:ethos-u', 'SOFTMAX'],
    ],
    [
      'compiled for edgetpu and Neutron and xcore: its weights cannot be read; open the model as it was before compiling',
      [],
      ['CUSTOM:edgetpu-custom-op', 'CUSTOM:NeutronGraph', 'CUSTOM:XC_conv2d', 'CUSTOM:XC_pad'],
    ],
    [
      'its weights are initial values of variables, which operators can change: w of kernel',
      [{ ...constant, because: 'variable', variable: 'kernel' }],
      ['ASSIGN_VARIABLE', 'CONV_2D'],
    ],
    [
      'its constants are those of custom operators, whose format Prunescope does not know: CUSTOM:Lce',
      [{ ...constant, operator: 'CUSTOM:Lce', because: 'operator' }],
      ['CUSTOM:Lce'],
    ],
    [
      'no operator uses a constant as weights; 1 constant, 64 weights, is used by other operators',
      [{ ...constant, because: 'operator' }],
      ['MUL'],
    ],
    [
      'the operators have no constants of rank 2 or more with at least 64 elements; they compute with activations',
      [],
      ['ADD'],
    ],
  ])('%s', (expected, constants, operators) => {
    expect(noWeightsText({ constants, operators })).toBe(expected);
  });
});
