/** Keeps exactly the larger half of all weights, by magnitude: 1 = kept, 0 = pruned. Of equal magnitudes the earlier is pruned. */
export function halfMask(values: Float32Array): Float32Array {
  const order = Array.from(values, (_, index) => index).sort((a, b) => Math.abs(values[a]!) - Math.abs(values[b]!));
  const mask = new Float32Array(values.length).fill(1);
  for (const index of order.slice(0, values.length / 2)) mask[index] = 0;
  return mask;
}

/**
 * Keeps the two weights of largest magnitude in every four consecutive input channels.
 * `values` are laid out as TensorFlow has them, [taps, inputs, outputs] (a Dense kernel has one tap), so the four weights are `outputs` elements apart.
 */
export function twoOfFourMask(values: Float32Array, inputs: number, outputs: number): Float32Array {
  if (inputs % 4 !== 0) throw new Error(`${inputs} inputs are not a multiple of 4`);
  const mask = new Float32Array(values.length);
  for (let blockRow = 0; blockRow < values.length; blockRow += 4 * outputs) {
    for (let output = 0; output < outputs; output++) {
      const block = [0, 1, 2, 3].map((step) => blockRow + step * outputs + output);
      block.sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
      mask[block[0]!] = 1;
      mask[block[1]!] = 1;
    }
  }
  return mask;
}
