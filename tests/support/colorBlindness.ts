import { lab, rgb } from 'd3';

/**
 * What dichromats see, on linear RGB, row by row. Source: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color
 * Vision Deficiency, 2009, severity 1.
 */
const dichromacies = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** The smallest distance of two colors in CIELAB (CIE76), for trichromats and for each dichromacy. */
export function smallestDistance(a: string, b: string): number {
  const pairs = Object.values(dichromacies).map((matrix) => [seen(a, matrix), seen(b, matrix)]);
  return Math.min(distance(a, b), ...pairs.map(([first, second]) => distance(first, second)));
}

function seen(color: string, matrix: readonly number[]): string {
  const { r, g, b } = rgb(color);
  const linear = [r, g, b].map((channel) => toLinear(channel / 255));
  const [red, green, blue] = [0, 3, 6].map((row) => {
    const sum = matrix[row] * linear[0] + matrix[row + 1] * linear[1] + matrix[row + 2] * linear[2];
    return 255 * fromLinear(Math.min(1, Math.max(0, sum)));
  });
  return rgb(red, green, blue).formatRgb();
}

function distance(a: string, b: string): number {
  const [first, second] = [lab(a), lab(b)];
  return Math.hypot(first.l - second.l, first.a - second.a, first.b - second.b);
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;
}
