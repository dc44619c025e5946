import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { seededRandom } from '../support/matrices';

const engines = { cpu: cpuEngine(), wasm: wasmEngine()! };

const step = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  // The edges of bins, and the least and the largest magnitudes.
  fc.integer({ min: -1074, max: 1023 }).map((exponent) => 2 ** exponent),
  fc.constantFrom(0, -0, 1, -1, 257 / 256, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE),
);
const scale = fc.oneof(fc.double(), fc.constantFrom(0, 1, -0.5, 2 ** -1000, Number.NaN));

/** Steps, with a scale for all or one for each. */
const part = fc.oneof(
  fc.tuple(fc.array(step).map(Float64Array.from.bind(Float64Array) as (steps: number[]) => Float64Array), scale),
  fc
    .array(fc.tuple(step, scale))
    .map((pairs): [Float64Array, Float64Array] => [
      Float64Array.from(pairs, ([of]) => of),
      Float64Array.from(pairs, ([, of]) => of),
    ]),
);

it('gives the same bits in WebAssembly as in TypeScript', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), (parts) => {
      const [cpu, wasm] = [engines.cpu.magnitudeCounter(), engines.wasm.magnitudeCounter()];
      for (const [steps, scales] of parts) {
        cpu.add(steps, scales);
        wasm.add(steps, scales);
      }
      expect(wasm.counts()).toEqual(cpu.counts());
    }),
    { numRuns: 300 },
  );
});

describe.each(['cpu', 'wasm'] as const)('magnitudes on the %s engine', (name) => {
  it('are counted by plain loops', () => {
    const random = seededRandom(5);
    const counter = engines[name].magnitudeCounter();
    const magnitudes: number[] = [];
    // More than are counted at once.
    for (const length of [70_001, 12]) {
      const steps = Float64Array.from({ length }, () => Math.floor(random() * 9) - 4);
      const scales = Float64Array.from({ length }, () => [0, 0.5, 3][Math.floor(random() * 3)]);
      counter.add(steps, scales);
      steps.forEach((of, i) => {
        if (of !== 0) magnitudes.push(Math.abs(of * scales[i]));
      });
    }
    const { stepped, scaledToZero, notFinite, bins } = counter.counts();
    expect([stepped, notFinite]).toEqual([magnitudes.length, 0]);
    expect(scaledToZero).toBe(magnitudes.filter((magnitude) => magnitude === 0).length);
    const distinct = [...new Set(magnitudes)].filter((magnitude) => magnitude > 0).sort((a, b) => a - b);
    expect([...bins.largest]).toEqual(distinct);
    expect([...bins.weights]).toEqual(distinct.map((most) => magnitudes.filter((m) => m > 0 && m <= most).length));
    expect(bins.energy.at(-1)).toBe(magnitudes.reduce((sum, m) => sum + m * m, 0));
  });

  it('do not count as not finite where the scale is not, if the weight is zero', () => {
    const counter = engines[name].magnitudeCounter();
    counter.add(Float64Array.of(0, 1), Number.NaN);
    expect(counter.counts()).toMatchObject({ stepped: 1, scaledToZero: 0, notFinite: 1 });
  });
});
