import { ModelError } from '../../modelError';
import type { Model } from '../model';
import { type Channels, single } from './channels';
import type { Quantization } from './quantization';
import { inSlices } from './slices';
import type { TensorRecord } from './tensorRecord';
import { elementCount, type WeightTensor } from './weightTensor';

// Sources: FullyConnectedOptions in the schema, and ShuffledFullyConnected in kernels/internal/optimized/optimized_ops.h of TensorFlow Lite.
const tileRows = 4;
const tileColumns = 16;
const shuffledFormat = 1;
const shuffledZeroPoint = 128;

/**
 * Checks that all operators that use the tensor read it in the format SHUFFLED4x16INT8, or all of them row by row.
 * @throws ModelError `unsupported-type`
 */
export function checkWeightsFormats(model: Model, tensor: WeightTensor): void {
  const { operators } = model.subgraphs[tensor.subgraph];
  const formats = new Set(tensor.operators.map(({ index }) => operators[index]?.options?.weightsFormat ?? 0));
  const [format = 0] = formats;
  if (formats.size === 1 && (format === 0 || (format === shuffledFormat && tensor.encoding === 'shuffled4x16'))) return;
  const found = [...formats].sort((a, b) => a - b).join(' and ');
  const of = tensor.encoding === 'shuffled4x16' ? '' : ` of a tensor in the encoding ${tensor.encoding}`;
  throw new ModelError(
    'unsupported-type',
    `the weights_format${of} is ${found}; expected 0 or, for dense tensors, 1 (SHUFFLED4x16INT8) in all operators`,
  );
}

/** The zero points of shuffled weights. @throws ModelError `unsupported-type` if the file has other ones */
export function shuffledZeroPoints(zeroPoints: Channels, quantization: Quantization): Channels {
  const { values } = zeroPoints;
  const isInFile = quantization.details !== undefined || quantization.zeroPoints.length > 0;
  if (isInFile && (values.length > 1 || values[0] !== shuffledZeroPoint)) {
    throw new ModelError(
      'unsupported-type',
      `the zero point of weights in the format SHUFFLED4x16INT8 is ${values.length > 1 ? 'not the same for all' : values[0]}; expected ${shuffledZeroPoint}`,
    );
  }
  return single(shuffledZeroPoint);
}

/**
 * Weights row by row, from tiles of 4 rows and 16 columns with flipped top bits.
 * @throws ModelError `bad-shape`, `truncated`, `unsupported-type`, `cancelled`
 */
export async function unshuffled(
  stored: Uint8Array,
  { tensor, format }: TensorRecord,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { rowCount, columnCount, shape } = tensor;
  if (format.bits !== 8 || format.kind === 'float') {
    throw new ModelError(
      'unsupported-type',
      `the element type is ${tensor.type}; expected UINT8 in the format SHUFFLED4x16INT8`,
    );
  }
  if (rowCount % tileRows !== 0 || columnCount % tileColumns !== 0) {
    throw new ModelError(
      'bad-shape',
      `the shape is [${shape.join(', ')}]; expected a multiple of ${tileRows} rows and of ${tileColumns} columns in the format SHUFFLED4x16INT8`,
    );
  }
  const count = elementCount(tensor);
  if (stored.length < count) {
    throw new ModelError(
      'truncated',
      `shape and type need ${count} bytes, but the buffer has ${stored.length}: the file is damaged`,
    );
  }
  const weights = new Uint8Array(count);
  const rowsOfTile = columnCount / tileColumns;
  await inSlices(
    count / tileColumns,
    (start, end) => {
      // In the order of the file: tiles of a tile row, and the rows of each tile.
      for (let part = start; part < end; part++) {
        const tile = Math.floor(part / tileRows);
        const row = Math.floor(tile / rowsOfTile) * tileRows + (part % tileRows);
        const into = row * columnCount + (tile % rowsOfTile) * tileColumns;
        for (let i = 0; i < tileColumns; i++) weights[into + i] = stored[part * tileColumns + i] ^ 0x80;
      }
    },
    signal,
  );
  return weights;
}
