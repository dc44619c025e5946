/** One line of the table. Times are medians; ratios compare what ran in the same process, one after the other. */
export type Figure = {
  readonly group: string;
  readonly way: string;
  readonly milliseconds: number;
  /** Of the bytes that the way had to look at. */
  readonly gigabytesPerSecond?: number;
  /** How many times the reference of its group it takes. */
  readonly ratio?: number;
  readonly note?: string;
};

export type Way = { readonly name: string; run(): unknown | Promise<unknown> };

/** Runs the ways in turn, several rounds, so that a machine that slows down slows all of them. */
export async function comparedFigures(
  group: string,
  bytes: number,
  reference: string,
  ways: readonly Way[],
  rounds = 7,
): Promise<Figure[]> {
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (const way of ways) await way.run(); // compiles it
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const started = performance.now();
      await way.run();
      times.get(way.name)!.push(performance.now() - started);
    }
  }
  const ofReference = median(times.get(reference)!);
  return ways.map(({ name }) => {
    const milliseconds = median(times.get(name)!);
    return {
      group,
      way: name,
      milliseconds,
      gigabytesPerSecond: bytes / milliseconds / 1e6,
      ratio: milliseconds / ofReference,
    };
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ group, way, milliseconds, gigabytesPerSecond, ratio, note }) => [
    group,
    way,
    milliseconds.toFixed(milliseconds < 10 ? 2 : 0),
    gigabytesPerSecond?.toFixed(2) ?? '',
    ratio?.toFixed(2) ?? '',
    note ?? '',
  ]);
  const header = ['what', 'way', 'ms', 'GB/s', 'ratio', ''];
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const right = new Set([2, 3, 4]);
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
