/** What comparing the WebGPU engine with its twins found. */
export type TwinChecks = {
  readonly seed: number;
  readonly randomCases: number;
  readonly largeCases: number;
  /** That a damaged answer was noticed. */
  readonly noticesDamage: boolean;
  /** The cases whose answers differ, and in what; at most ten. */
  readonly different: readonly { readonly case: unknown; readonly differences: readonly string[] }[];
};

export function allSame({ different, noticesDamage }: TwinChecks): boolean {
  return different.length === 0 && noticesDamage;
}

export function checksLine(checks: TwinChecks): string {
  const { randomCases, seed, largeCases } = checks;
  const result = allSame(checks) ? 'the same bits' : `DIFFERENT\n${JSON.stringify(checks, null, 2)}`;
  return `${randomCases} random cases (seed ${seed}) and ${largeCases} large ones against the CPU engines: ${result}`;
}
