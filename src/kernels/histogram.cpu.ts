import {
  type Bin,
  binIndex,
  binsPerOctave,
  type MagnitudeCounter,
  octaveCount,
  runningSums,
} from '../sparsity/magnitudeCounter';

type Octave = { readonly counts: Float64Array; readonly energy: Float64Array; readonly largest: Float64Array };

/** Counts magnitudes one by one. Tables grow with the magnitudes that occur. */
export function magnitudeCounterOnCpu(): MagnitudeCounter {
  const tables: (Octave | undefined)[] = new Array(octaveCount);
  let [stepped, oneStep, scaledToZero, notFinite] = [0, 0, 0, 0];
  const float = new Float64Array(1);
  // Little-endian, as all machines that run browsers and Node.js.
  const words = new Uint32Array(float.buffer);

  return {
    add(steps, scales) {
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i];
        if (step === 0) continue;
        stepped++;
        if (step === 1 || step === -1) oneStep++;
        const value = step * (typeof scales === 'number' ? scales : scales[i]);
        if (value === 0) {
          scaledToZero++;
          continue;
        }
        if (!Number.isFinite(value)) {
          notFinite++;
          continue;
        }
        const magnitude = Math.abs(value);
        float[0] = magnitude;
        const bin = binIndex(words[1], words[0]);
        const octave = Math.floor(bin / binsPerOctave);
        tables[octave] ??= emptyOctave();
        const table = tables[octave];
        const at = bin % binsPerOctave;
        table.counts[at]++;
        table.energy[at] += value * value;
        if (magnitude > table.largest[at]) table.largest[at] = magnitude;
      }
    },
    counts: () => ({ stepped, oneStep, scaledToZero, notFinite, bins: runningSums(usedBins(tables)) }),
  };
}

function emptyOctave(): Octave {
  return {
    counts: new Float64Array(binsPerOctave),
    energy: new Float64Array(binsPerOctave),
    largest: new Float64Array(binsPerOctave),
  };
}

function usedBins(tables: readonly (Octave | undefined)[]): Bin[] {
  const used: Bin[] = [];
  tables.forEach((table, octave) => {
    if (!table) return;
    for (let at = 0; at < binsPerOctave; at++) {
      const [count, energy, largest] = [table.counts[at], table.energy[at], table.largest[at]];
      if (count > 0) used.push({ index: octave * binsPerOctave + at, count, energy, largest });
    }
  });
  return used;
}
