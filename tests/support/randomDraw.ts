import fc from 'fast-check';

/** Draws from fast-check's generator, one at a time. The seed repeats a run, and shrinking works per draw. */
export type Draw = {
  /** Both ends included. */
  between(min: number, max: number): number;
  pick<T>(...options: readonly T[]): T;
  chance(percent: number): boolean;
  shuffled<T>(items: readonly T[]): T[];
};

// Without bias, because fast-check prefers the ends.
const flatInteger = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));

export function drawFrom(generate: fc.GeneratorValue): Draw {
  const between = (min: number, max: number) => generate(flatInteger, min, max);
  return {
    between,
    pick: (...options) => options[between(0, options.length - 1)],
    // Shrinks towards false.
    chance: (percent) => between(0, 99) >= 100 - percent,
    shuffled(items) {
      const rest = [...items];
      return items.map(() => rest.splice(between(0, rest.length - 1), 1)[0]);
    },
  };
}
