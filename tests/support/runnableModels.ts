import { buildModel, type OperatorDescription, storedSparse, type TensorDescription } from './buildModel';
import { seededRandom } from './matrices';

const [rows, columns] = [8, 32];

/** Values from -127 to 127, of which half are 0. */
export const prunedValues: readonly number[] = (() => {
  const random = seededRandom(5);
  return Array.from({ length: rows * columns }, () => (random() < 0.5 ? 0 : Math.round(254 * random() - 127)));
})();

// Not a power of two, so that sums round.
export const weightScale = Math.fround(1 / 63);
const inRows = { formats: 'dc', segmentWidths: 8, indexWidths: 8 } as const;
// The only ones that the kernel for INT8 weights reads.
const inBlocks = { formats: 'dcd', blockMap: [1], blockSizes: [16], segmentWidths: 8, indexWidths: 8 } as const;

/** How the weights of a FULLY_CONNECTED are stored, and what it reads. */
export type WeightChain =
  | 'float'
  | 'int8'
  | 'int8 to float'
  | 'sparse int8 to float'
  | 'sparse float'
  | 'sparse int8'
  | 'sparse int8, densified';

/**
 * FULLY_CONNECTED over 32 floats with 8 outputs, in which LiteRT computes with the same weights.
 * @param values stored values, 8 rows of 32
 * @param denseVersion version of FULLY_CONNECTED that reads dense weights
 */
export function fullyConnectedModel(
  chain: WeightChain,
  values: readonly number[] = prunedValues,
  denseVersion?: number,
): Uint8Array {
  const shape = [rows, columns];
  const isFloat = chain === 'float' || chain === 'sparse float';
  const quantization = isFloat ? undefined : { scale: [weightScale], zeroPoint: [0] };
  const type = isFloat ? 'FLOAT32' : 'INT8';
  const data = isFloat ? values.map((value) => value * weightScale) : values;
  const sparse = chain.startsWith('sparse')
    ? storedSparse(data, shape, chain === 'sparse int8' ? inBlocks : inRows)
    : {};
  const tensors: TensorDescription[] = [
    { name: 'x', shape: [1, columns] },
    { name: 'y', shape: [1, rows] },
    { name: 'weights', shape, type, data, quantization, ...sparse },
  ];
  const operators: OperatorDescription[] = [];
  let last = 2;
  const through = (code: 'DENSIFY' | 'DEQUANTIZE', tensor: TensorDescription) => {
    operators.push({ code, inputs: [last], outputs: [tensors.length] });
    last = tensors.push(tensor) - 1;
  };
  if (chain === 'sparse int8 to float' || chain === 'sparse int8, densified')
    through('DENSIFY', { shape, type, quantization });
  if (chain.endsWith('to float')) through('DEQUANTIZE', { shape });
  // In other versions than 8, LiteRT 2.5.3 reads stored-sparse weights as dense without an error.
  const version = chain === 'sparse float' || chain === 'sparse int8' ? 8 : denseVersion;
  const options = { asymmetricQuantizeInputs: true };
  operators.push({ code: 'FULLY_CONNECTED', inputs: [0, last, -1], outputs: [1], version, options });
  return buildModel({ tensors, operators, inputs: [0], outputs: [1] });
}
