import { emptyMask, type Mask } from '../sparsity/mask';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import { type ZeroTest, zeroTestOf } from '../tflite/weights/zeroBits';
import { type ZeroRanges, zeroRangesOf } from '../tflite/weights/zeroRanges';

/**
 * The mask of stored rows, one weight at a time. The reference for the other mask kernels.
 * @param bytes stored rows, see `Engine.analysisOf`
 */
export function maskOnCpu(rows: StoredRows, bytes: Uint8Array): Mask {
  const { rowCount, columnCount, firstElement } = rows;
  const mask = emptyMask(rowCount, columnCount);
  const { care, zeros: channelZeros, stride, read } = comparisonOf(rows, bytes);
  const codes = new Uint32Array(columnCount);
  const zeros = new Uint32Array(columnCount).fill(channelZeros[0]);
  const channels = channelZeros.length;
  const { words, wordsPerRow } = mask;

  for (let row = 0; row < rowCount; row++) {
    const first = row * columnCount;
    read(codes, first);
    if (channels > 1) {
      for (let column = 0; column < columnCount; column++) {
        zeros[column] = channelZeros[Math.floor((firstElement + first + column) / stride) % channels];
      }
    }
    for (let word = 0; word < wordsPerRow; word++) {
      const start = word * 32;
      const end = Math.min(start + 32, columnCount);
      let bits = 0;
      for (let column = start; column < end; column++) {
        // The top bit of d | -d is 1 if d is not 0. A branch would be mispredicted for half of the weights of a pruned tensor.
        const difference = (codes[column] & care) ^ zeros[column];
        bits |= ((difference | -difference) >>> 31) << (column & 31);
      }
      words[row * wordsPerRow + word] = bits;
    }
  }
  return mask;
}

/** Reads the bits of `codes.length` elements, from element `first` of the rows on. */
type RowReader = (codes: Uint32Array, first: number) => void;

/** What the loop over the weights compares. An element is zero if `(code & care) == zero`. */
type Comparison = Pick<ZeroTest, 'care' | 'zeros' | 'stride'> & { readonly read: RowReader };

/** Codes of 32 bits cannot hold integers of 64 bits, or compare ranges. So their readers compare, and give 0 for zeros. */
function comparisonOf(rows: StoredRows, bytes: Uint8Array): Comparison {
  const { firstElement, threshold } = rows;
  const compared = { care: 0xffffffff, zeros: new Uint32Array(1), stride: 1 };
  if (threshold) {
    return { ...compared, read: rangeReader(zeroRangesOf(rows, threshold), bytes, firstElement) };
  }
  const test = zeroTestOf(rows);
  const { highZeros } = test;
  if (!highZeros)
    return { ...test, read: test.bits === 64 ? float64Reader(bytes) : readerOf(test.bits, bytes, firstElement) };
  return { ...compared, read: comparingReader({ ...test, highZeros }, bytes, firstElement) };
}

function comparingReader(
  { care, zeros, highZeros, stride }: ZeroTest & { readonly highZeros: Uint32Array },
  bytes: Uint8Array,
  firstElement: number,
): RowReader {
  const words = wordsOf(bytes, Uint32Array);
  return (codes, first) => {
    for (let i = 0; i < codes.length; i++) {
      const channel = Math.floor((firstElement + first + i) / stride) % zeros.length;
      const at = 2 * (first + i);
      codes[i] = ((words[at] & care) ^ zeros[channel]) | ((words[at + 1] & care) ^ highZeros[channel]);
    }
  };
}

function float64Reader(bytes: Uint8Array): RowReader {
  const words = wordsOf(bytes, Uint32Array);
  return (codes, first) => {
    for (let i = 0; i < codes.length; i++)
      codes[i] = words[2 * (first + i)] | (words[2 * (first + i) + 1] & 0x7fffffff);
  };
}

/** Compares elements with a range, and gives 0 for zeros. */
function rangeReader(ranges: ZeroRanges, bytes: Uint8Array, firstElement: number): RowReader {
  const { stride, lows } = ranges;
  const channelOf = (element: number) => Math.floor((firstElement + element) / stride) % lows.length;
  if (ranges.bits === 64) {
    const longs = new BigUint64Array(new Uint8Array(bytes).buffer, 0, Math.floor(bytes.length / 8));
    return (codes, first) => {
      for (let i = 0; i < codes.length; i++) {
        const channel = channelOf(first + i);
        const distance = BigInt.asUintN(64, (longs[first + i] & ranges.care) - ranges.lows[channel]);
        codes[i] = distance > ranges.spans[channel] ? 1 : 0;
      }
    };
  }
  const { bits, care, spans } = ranges;
  const all = 2 ** bits - 1;
  const read = readerOf(bits, bytes, firstElement);
  return (codes, first) => {
    read(codes, first);
    for (let i = 0; i < codes.length; i++) {
      const channel = lows.length === 1 ? 0 : channelOf(first + i);
      codes[i] = (((codes[i] & care) - ranges.lows[channel]) & all) >>> 0 > spans[channel] ? 1 : 0;
    }
  };
}

function readerOf(bits: Exclude<ZeroTest['bits'], 64>, bytes: Uint8Array, firstElement: number): RowReader {
  switch (bits) {
    case 32:
      return copying(wordsOf(bytes, Uint32Array));
    case 16:
      return copying(wordsOf(bytes, Uint16Array));
    case 8:
      return copying(bytes);
    default: {
      const perByte = 8 / bits;
      const skipped = firstElement % perByte;
      const valueMask = (1 << bits) - 1;
      return (codes, first) => {
        for (let i = 0; i < codes.length; i++) {
          const element = skipped + first + i;
          codes[i] = (bytes[Math.floor(element / perByte)] >>> ((element % perByte) * bits)) & valueMask;
        }
      };
    }
  }
}

function copying(elements: Uint8Array | Uint16Array | Uint32Array): RowReader {
  return (codes, first) => {
    for (let i = 0; i < codes.length; i++) codes[i] = elements[first + i];
  };
}

type WordArray<T> = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** Bytes as words. Copies unaligned bytes first, which occur in bundles. */
function wordsOf<T>(bytes: Uint8Array, Words: WordArray<T>): T {
  const aligned = bytes.byteOffset % Words.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Words(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / Words.BYTES_PER_ELEMENT));
}
