import { format } from 'd3';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { tensorIndex } from '../../views/matrixView';

/** `13.1 MB`; decimal units, as file managers and servers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 1e6 ? ['kB', 1e3] : bytes < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${(bytes / size).toFixed(bytes / size < 100 ? 1 : 0)} ${unit}`;
}

export function formatShape(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}

export function formatOperators(tensor: Pick<WeightTensor, 'operators'>): string {
  return [...new Set(tensor.operators.map(({ code }) => code))].join(', ');
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
