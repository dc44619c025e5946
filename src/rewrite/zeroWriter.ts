import { type Channels, channelIndex, integerAt } from '../tflite/weights/channels';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import { badPlan } from './plan';

/**
 * Sets an element to zero: floats to +0, integers to their zero point.
 * @param bytes elements as stored
 * @param position of the element in `bytes`
 * @param element index in the tensor
 */
export type ZeroWriter = (bytes: Uint8Array, position: number, element: number) => void;

/** @throws ModelError `bad-plan` if no value of the type is zero */
export function zeroWriterOf({ type, format, zeroPoints }: Pick<StoredMatrix, 'type' | 'format' | 'zeroPoints'>) {
  const zeros = zeroBitsOf(type, format, zeroPoints);
  const { bits } = format;
  const single = zeros.length === 1;
  if (bits < 8) return packedWriter(bits, zeros, zeroPoints);
  const bytesEach = bits / 8;
  const bytesOf = zeros.map((zero) =>
    Uint8Array.from({ length: bytesEach }, (_, i) => Number((zero >> BigInt(8 * i)) & 0xffn)),
  );
  const writer: ZeroWriter = (bytes, position, element) => {
    bytes.set(bytesOf[single ? 0 : channelIndex(zeroPoints, element)], position * bytesEach);
  };
  return writer;
}

function packedWriter(bits: number, zeros: readonly bigint[], zeroPoints: Channels): ZeroWriter {
  const perByte = 8 / bits;
  const all = (1 << bits) - 1;
  return (bytes, position, element) => {
    const zero = Number(zeros[zeros.length === 1 ? 0 : channelIndex(zeroPoints, element)]);
    const [at, shift] = [Math.floor(position / perByte), (position % perByte) * bits];
    bytes[at] = (bytes[at] & ~(all << shift)) | (zero << shift);
  };
}

/** For each channel, the bits of the value that is zero. */
function zeroBitsOf(type: string, { bits, kind }: StoredMatrix['format'], zeroPoints: Channels): bigint[] {
  if (kind === 'float') return [0n];
  const inType = kind === 'signed' ? BigInt.asIntN : BigInt.asUintN;
  return Array.from({ length: zeroPoints.values.length }, (_, i) => {
    const zeroPoint = integerAt(zeroPoints, i);
    if (zeroPoint === undefined || inType(bits, zeroPoint) !== zeroPoint)
      throw badPlan(`the zero point ${zeroPoints.values[i]} is outside the range of ${type}, so no weight can be zero`);
    return BigInt.asUintN(bits, zeroPoint);
  });
}
