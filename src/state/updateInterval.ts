// Small tensors take less than a millisecond each: the state is updated in intervals, ms.
const shortest = 100;
// What follows the state looks at all tensors, which takes longer the more there are.
const perTensor = 0.1;

/** Time between two updates of the state while all tensors are read one after the other, ms. */
export function updateInterval(tensorCount: number): number {
  return Math.max(shortest, perTensor * tensorCount);
}
