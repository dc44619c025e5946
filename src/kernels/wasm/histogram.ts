// AssemblyScript, not TypeScript: see kernels.ts.

// Bits of a 64-bit float below those that select its bin, see src/sparsity/magnitudeCounter.ts.
const droppedBits = 44;
const infinity: u64 = 0x7ff0_0000_0000_0000;

/**
 * Counts magnitudes in bins. Reference: histogram.cpu.ts.
 * @param steps 64-bit floats: stored values minus zero points. They are overwritten.
 * @param scales 64-bit floats: one for each step, or a single one
 * @param scaleBytes bytes from scale to scale: 8, or 0 for a single one
 * @param bins in and out: for each bin, 64-bit floats: number of weights, sum of their squares, and the largest magnitude
 * @param octaves in and out: a byte for each 256 bins, 1 = some are not empty
 * @param totals in and out: 64-bit floats: steps that are not 0; that are 1 or -1; whose real value is 0; whose real value is not finite
 */
export function histogram(
  steps: i32,
  count: i32,
  scales: i32,
  scaleBytes: i32,
  bins: i32,
  octaves: i32,
  totals: i32,
): void {
  let oneStep = 0;
  const end = steps + (count << 3);
  // Zeros are left out without a branch, because nothing can predict it.
  let last = steps;
  for (let at = steps; at < end; at += 8) {
    const step = load<f64>(at);
    oneStep += <i32>(abs(step) == 1);
    store<f64>(last, abs(step * load<f64>(scales)));
    last += <i32>(step != 0) << 3;
    scales += scaleBytes;
  }
  const stepped = (last - steps) >> 3;
  let scaledToZero = 0;
  let notFinite = 0;
  for (let from = steps; from < last; from += 8) {
    const magnitude = load<f64>(from);
    const bits = reinterpret<u64>(magnitude);
    if (bits == 0) scaledToZero++;
    else if (bits >= infinity) notFinite++;
    else {
      // A value on an edge belongs to the bin below it.
      const bin = <i32>((bits - 1) >> droppedBits);
      store<u8>(octaves + (bin >> 8), 1);
      const at = bins + bin * 24;
      store<f64>(at, load<f64>(at) + 1);
      store<f64>(at, load<f64>(at, 8) + magnitude * magnitude, 8);
      // Bits of positive floats are in the order of the floats.
      store<u64>(at, max(load<u64>(at, 16), bits), 16);
    }
  }
  add(totals, stepped);
  add(totals + 8, oneStep);
  add(totals + 16, scaledToZero);
  add(totals + 24, notFinite);
}

@inline
function add(at: i32, count: i32): void {
  store<f64>(at, load<f64>(at) + <f64>count);
}
