import { formatCount } from '../../sparsity/verdict';

// Texts of the atlas.

export const atlasTexts = {
  heading: (count: number) => `Atlas of ${tensorCount(count)}`,
  /** For screen readers. */
  label: (count: number) =>
    `Atlas of ${tensorCount(count)}. Press n or p for the next or previous tensor, Enter to open its map.`,
  explanation: 'At one scale, in operator order. Sides that would be too short to see are longer.',
  hint: 'Scroll or pinch to zoom, drag to move, click a tensor to open its map. Keys: arrows, + − 0, n, p, Enter',
  fitTitle: 'Fit all tensors (0)',
  noName: 'unnamed',
  zeros: (share: string) => `${share} zeros`,
  failed: 'cannot be read',
  failedBecause: (message: string) => `cannot be read: ${message}`,
  notRead: 'not read yet',
  notReadHint: 'not read yet; click to read',
  legendZeros: 'zeros',
  legendNonzeros: 'non-zeros',
  /** A marked tensor has a frame, the number of its broken blocks, and a tint where they are. */
  legendMarks: {
    nearly: 'nearly conforms (number and share of broken blocks)',
    required: 'breaks the required pattern',
  },
};

function tensorCount(count: number): string {
  return `${formatCount(count)} weight ${count === 1 ? 'tensor' : 'tensors'}`;
}
