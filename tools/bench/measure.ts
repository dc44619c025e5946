/** One line of the table. Times are medians; ratios compare what ran in the same run, one after the other. */
export type Figure = {
  readonly group: string;
  readonly way: string;
  readonly milliseconds: number;
  /** Of the bytes that the way had to look at. */
  readonly gigabytesPerSecond?: number;
  /** How many times the reference of its group it takes, byte for byte. */
  readonly ratio?: number;
  readonly note?: string;
  readonly goals?: readonly Goal[];
};

/** The goal of a time, and whether it is met. */
export type Goal = {
  readonly text: string;
  readonly met: boolean;
  /** What was found as a multiple of what is allowed, where the README claims the goal. */
  readonly claimed?: number;
};

/** A goal that the README claims. @param found at most `atMost` to meet the goal, in the same unit */
export function claimedGoal(text: string, found: number, atMost: number): Goal {
  return { text, met: found <= atMost, claimed: found / atMost };
}

// Results of one machine differ by some percent from run to run.
const tolerance = 1.1;

/** The goals that the README claims and that are missed by more than a tenth, as lines of text. */
export function brokenClaims(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ group, way, goals = [] }) =>
    goals
      .filter(({ claimed = 0 }) => claimed > tolerance)
      .map(({ text, claimed }) => `${group}, ${way}: ${text} (${claimed!.toFixed(2)} of what is allowed)`),
  );
}

export type Way = {
  readonly name: string;
  /** Of bytes it looks at; those of the group if not given: what is slow is shown a slice. */
  readonly bytes?: number;
  readonly rounds?: number;
  run(): unknown | Promise<unknown>;
};

const warmUp = 300; // ms

/** Runs the ways in turn, several rounds, so that a machine that slows down slows all of them. The first one is the reference. */
export async function comparedFigures(
  group: string,
  bytes: number,
  ways: readonly Way[],
  rounds = 9,
): Promise<Figure[]> {
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  // Compilers optimize code only after it has run for a while.
  for (const way of ways) {
    if ((way.rounds ?? rounds) === 1) continue;
    for (const until = performance.now() + warmUp; performance.now() < until; ) await way.run();
  }
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      if (round >= (way.rounds ?? rounds)) continue;
      const started = performance.now();
      await way.run();
      times.get(way.name)!.push(performance.now() - started);
    }
  }
  return withRatios(
    ways.map(({ name, bytes: own = bytes }) => {
      const milliseconds = median(times.get(name)!);
      return { group, way: name, milliseconds, gigabytesPerSecond: own / milliseconds / 1e6 };
    }),
  );
}

/** Ratios to the first figure, by bytes per second. */
export function withRatios(figures: readonly Figure[]): Figure[] {
  const reference = figures[0].gigabytesPerSecond!;
  return figures.map((figure) => ({ ...figure, ratio: reference / figure.gigabytesPerSecond! }));
}

/**
 * The times with a goal for one of them: a maximum ratio to another entry of its group. Without that entry there is no goal.
 * @param isClaimed whether the README claims it
 */
export function withGoal(
  figures: readonly Figure[],
  way: string,
  atMost: number,
  other: string,
  text: string,
  isClaimed = false,
): Figure[] {
  const speedOf = (name: string) => figures.find((figure) => figure.way === name)?.gigabytesPerSecond;
  const [own, others] = [speedOf(way), speedOf(other)];
  if (own === undefined || others === undefined) return [...figures];
  const times = others / own;
  const found = times < 0.5 ? `${(1 / times).toFixed(0)} times faster` : `${times.toFixed(2)} times`;
  const described = `${text}: ${found}`;
  const goal = isClaimed ? claimedGoal(described, times, atMost) : { text: described, met: times <= atMost };
  return figures.map((figure) => (figure.way === way ? { ...figure, goals: [...(figure.goals ?? []), goal] } : figure));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (place - below);
}

export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ group, way, milliseconds, gigabytesPerSecond, ratio, note, goals = [] }) => [
    group,
    way,
    Number.isNaN(milliseconds) ? '' : milliseconds.toFixed(milliseconds < 0.1 ? 4 : milliseconds < 10 ? 2 : 0),
    gigabytesPerSecond?.toFixed(gigabytesPerSecond < 0.01 ? 5 : 2) ?? '',
    ratio?.toFixed(ratio < 100 ? 2 : 0) ?? '',
    [note, ...goals.map(({ text, met }) => `${met ? '[met]' : '[missed]'} ${text}`)].filter(Boolean).join('; '),
  ]);
  const header = ['what', 'way', 'ms', 'GB/s', 'ratio', 'goals and notes'];
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
