import type { Operator } from './model';
import { BuiltinOperator } from './schema/tflite/builtin-operator';

/** Code of a builtin operator, as named in the schema, or `OPERATOR_250` for a code that is not in the schema. */
export function operatorCode(code: number): string {
  return BuiltinOperator[code] ?? `OPERATOR_${code}`;
}

/** In place of a code that cannot be read. */
export const unreadableCode = 'UNREADABLE';

/** Code of a custom operator: `CUSTOM:name`, or `CUSTOM` if it has no name. */
export function customCode(name: string): string {
  return name ? `CUSTOM:${name}` : 'CUSTOM';
}

/** An input that holds weights if it is constant. */
export type WeightInput = {
  readonly input: number;
  /** The operator sums over the last dimension of the weights, so patterns along it can be used by hardware. */
  readonly inputChannelsLast: boolean;
  /** What the tensor is, for operators with several weights: `input to forget gate`. */
  readonly role?: string;
};

type Use = Pick<Operator, 'code' | 'inputs' | 'options'>;

/** The inputs of an operator that hold weights. Empty for operators without weights. */
export function weightInputs({ code, inputs, options }: Use): readonly WeightInput[] {
  switch (code) {
    case 'BATCH_MATMUL':
      // The left matrix is [..., rows, sum], the right one [..., sum, columns], unless they are adjoint.
      return [
        { input: 0, inputChannelsLast: !options?.adjX },
        { input: 1, inputChannelsLast: options?.adjY ?? false },
      ];
    case 'LSTM':
      return options?.basicLstm ? basicLstm : lstm;
    case 'BIDIRECTIONAL_SEQUENCE_RNN':
      return inputs.length <= 7 ? oldBidirectionalRnn : bidirectionalRnn;
    default:
      return fixedInputs.get(code) ?? [];
  }
}

const gates = ['input', 'forget', 'cell', 'output'].map((gate) => `${gate} gate`.replace('cell gate', 'cell'));

function overInputs(firstInput: number, roles: readonly string[]): WeightInput[] {
  return roles.map((role, i) => ({ input: firstInput + i, inputChannelsLast: true, role }));
}

function gateInputs(firstInput: number, from: string): WeightInput[] {
  return overInputs(
    firstInput,
    gates.map((gate) => `${from} to ${gate}`),
  );
}

// Sources of the input numbers: kernels/lstm_shared.h, kernels/bidirectional_sequence_lstm.cc, kernels/basic_rnn.cc,
// kernels/bidirectional_sequence_rnn.cc and kernels/svdf.cc of TensorFlow Lite.
const lstm = [...gateInputs(1, 'input'), ...gateInputs(5, 'recurrent'), ...overInputs(16, ['projection'])];
const basicLstm = overInputs(2, ['all gates']);
const bidirectionalLstm = [
  ...gateInputs(1, 'forward input'),
  ...gateInputs(5, 'forward recurrent'),
  ...overInputs(16, ['forward projection']),
  ...gateInputs(18, 'backward input'),
  ...gateInputs(22, 'backward recurrent'),
  ...overInputs(33, ['backward projection']),
  ...gateInputs(40, 'forward auxiliary input'),
  ...gateInputs(44, 'backward auxiliary input'),
];
const rnn = overInputs(1, ['input weights', 'recurrent weights']);
const forwardRnn = overInputs(1, ['forward input weights', 'forward recurrent weights']);
const backwardRnnRoles = ['backward input weights', 'backward recurrent weights'];
// The first version of the operator has 7 inputs, without states.
const oldBidirectionalRnn = [...forwardRnn, ...overInputs(4, backwardRnnRoles)];
const bidirectionalRnn = [
  ...forwardRnn,
  // The report lists this input. In valid models it is a variable, and therefore never constant.
  ...overInputs(4, ['forward hidden state']),
  ...overInputs(5, backwardRnnRoles),
  ...overInputs(10, ['forward auxiliary weights', 'backward auxiliary weights']),
];
const svdf: WeightInput[] = [
  { input: 1, inputChannelsLast: true, role: 'feature weights' },
  { input: 2, inputChannelsLast: false, role: 'time weights' },
];

const channelsLast: WeightInput[] = [{ input: 1, inputChannelsLast: true }];
const channelsElsewhere: WeightInput[] = [{ input: 1, inputChannelsLast: false }];

const fixedInputs: ReadonlyMap<string, readonly WeightInput[]> = new Map([
  ['CONV_2D', channelsLast],
  ['FULLY_CONNECTED', channelsLast],
  // Input 0 is the output shape, and input 2 the data.
  ['TRANSPOSE_CONV', channelsLast],
  ['CUSTOM:Convolution2DTransposeBias', channelsLast],
  ['DEPTHWISE_CONV_2D', channelsElsewhere],
  ['CONV_3D', channelsElsewhere],
  ['CONV_3D_TRANSPOSE', channelsElsewhere],
  ['EMBEDDING_LOOKUP', channelsElsewhere],
  ['GATHER', [{ input: 0, inputChannelsLast: false }]],
  ['UNIDIRECTIONAL_SEQUENCE_LSTM', lstm],
  ['BIDIRECTIONAL_SEQUENCE_LSTM', bidirectionalLstm],
  ['RNN', rnn],
  ['UNIDIRECTIONAL_SEQUENCE_RNN', rnn],
  ['SVDF', svdf],
]);

/** Operators that pass on a constant, decoded, converted or rearranged. Their input 0 is the constant. */
export function passesConstant(code: string): boolean {
  return passing.has(code);
}

const passing: ReadonlySet<string> = new Set(['DEQUANTIZE', 'DENSIFY', 'CAST', 'QUANTIZE', 'RESHAPE', 'TRANSPOSE']);

/**
 * The custom operator of TensorFlow Lite Micro that decompresses constants when it runs. Inputs 2k and 2k + 1 are the encoded and the ancillary
 * tensor of output k.
 */
export const tflmDecode = 'CUSTOM:TFLM_DECODE';

/** Whether an operator is custom, and Prunescope does not know how it stores its weights. */
export function hasUnknownFormat(code: string): boolean {
  return code.startsWith('CUSTOM') && !fixedInputs.has(code);
}

/** Whether a compiler for an accelerator made the operator. Its constants have a form that only the accelerator knows. */
export function isCompiled(code: string): boolean {
  return compiled.test(code);
}

// Sources: Vela (Arm), the Edge TPU compiler (Google), the Neutron converter (NXP), xmos-ai-tools (XMOS), and kLiteRtDispatchOpCustomCode of
// LiteRT (compiled for the NPU of a phone).
const compiled = /^CUSTOM:(ethos-u|edgetpu-custom-op|NeutronGraph.*|XC_.*|DISPATCH_OP)$/;
