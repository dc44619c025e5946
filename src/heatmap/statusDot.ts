import type { TensorStatus } from '../sparsity/status';

/** Colors of statuses, as CSS values. */
export type StatusInk = {
  readonly good: string;
  readonly warning: string;
  readonly bad: string;
  readonly accent: string;
  readonly faint: string;
};

/** A status dot: the color in the ink, filled or outlined, as a circle, square or dash. */
type Dot = { readonly ink: keyof StatusInk; readonly isFilled?: boolean; readonly shape?: 'square' | 'dash' };

const dots: Readonly<Record<TensorStatus | 'required', Dot>> = {
  required: { ink: 'bad', isFilled: true },
  unreadable: { ink: 'bad' },
  conforms: { ink: 'good', isFilled: true },
  nearly: { ink: 'warning', isFilled: true },
  structured: { ink: 'accent', isFilled: true, shape: 'square' },
  unstructured: { ink: 'accent' },
  dense: { ink: 'faint' },
  'too-short': { ink: 'faint', shape: 'dash' },
  'not-applicable': { ink: 'faint', shape: 'dash' },
};

/**
 * Draws the dot of a status as the list of tensors shows it. Lengths are pixels of the surface.
 * @param kind `required`: the tensor breaks a pattern that is required; undefined: not read yet, which has no dot
 */
export function drawStatusDot(
  context: CanvasRenderingContext2D,
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
  kind: TensorStatus | 'required' | undefined,
  colors: StatusInk,
): void {
  if (!kind) return;
  const { ink, isFilled = false, shape } = dots[kind];
  const line = side / 6;
  context.fillStyle = colors[ink];
  context.strokeStyle = colors[ink];
  context.lineWidth = line;
  if (shape === 'dash') {
    context.fillRect(x, y + (side - line) / 2, side, line);
    return;
  }
  if (shape === 'square') {
    context.fillRect(x, y, side, side);
    return;
  }
  context.beginPath();
  context.arc(x + side / 2, y + side / 2, (isFilled ? side : side - line) / 2, 0, 2 * Math.PI);
  if (isFilled) context.fill();
  else context.stroke();
}
