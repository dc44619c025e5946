import { format } from 'd3';
import { formatCount } from '../../sparsity/verdict';
import { tensorIndex } from '../../views/matrixView';

export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}

const maxNameLength = 120;

/** A name for one line and for screen readers: the middle of a very long name is left out, because converters number layers at the end. */
export function shortenedName(name: string): string {
  const characters = [...name];
  if (characters.length <= maxNameLength) return name;
  const half = maxNameLength / 2;
  return `${characters.slice(0, half).join('')}…${characters.slice(-half).join('')}`;
}

/** `[12, 3, 0, 7]`, the tensor's own index of an element. */
export function formatIndex(shape: readonly number[], element: number): string {
  return `[${tensorIndex(shape, element).join(', ')}]`;
}

const significant = format('.6~g');

/** A weight's value, exact for what an integer type holds. */
export function formatValue(value: number): string {
  return Number.isInteger(value) && !Object.is(value, -0)
    ? String(value)
    : Object.is(value, -0)
      ? '-0'
      : significant(value);
}

/** `3.3 M`, `51.2 k`, `800` */
export function formatShortCount(count: number): string {
  if (count < 10_000) return formatCount(count);
  const [unit, size] = count < 1e6 ? ['k', 1e3] : count < 1e9 ? ['M', 1e6] : ['G', 1e9];
  return `${(count / size).toFixed(1)} ${unit}`;
}
