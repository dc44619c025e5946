import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  channelIndex,
  channelsOfElements,
  channelsOnGrid,
  channelValue,
  runLength,
} from '../../../src/tflite/weights/channels';

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

/** A shape as counts of values and elements per value, for each dimension; and a range of its elements. */
const gridAndRange = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 4 })
  .map((dimensions) => ({ valuesShape: dimensions.map(([count]) => count), shape: dimensions.map(([a, b]) => a * b) }))
  .chain(({ valuesShape, shape }) =>
    fc.record({
      valuesShape: fc.constant(valuesShape),
      shape: fc.constant(shape),
      first: fc.nat(product(shape) - 1),
      count: fc.integer({ min: 1, max: product(shape) }),
    }),
  );

it('values on a grid cover the same number of elements along each dimension, also in a range of elements', () => {
  const property = fc.property(gridAndRange, ({ valuesShape, shape, first, count }) => {
    const values = Array.from({ length: product(valuesShape) }, (_, i) => i);
    const channels = channelsOnGrid({ values, exact: values.map(BigInt) }, valuesShape, shape, 'values');
    const end = Math.min(product(shape), first + count);
    const ofRange = channelsOfElements(channels, first, end - first);
    expect(ofRange.grid).toBeUndefined();
    for (let element = first; element < end; element++) {
      const index = shape.reduce((total, size, d) => {
        const coordinate = Math.floor(element / product(shape.slice(d + 1))) % size;
        return total * valuesShape[d] + Math.floor((coordinate * valuesShape[d]) / size);
      }, 0);
      expect(channelValue(channels, element)).toBe(index);
      expect(channelValue(ofRange, element)).toBe(index);
      expect(ofRange.exact?.[channelIndex(ofRange, element)]).toBe(BigInt(index));
      const last = Math.min(product(shape), element + runLength(channels, element)) - 1;
      expect(channelValue(channels, last)).toBe(index);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
