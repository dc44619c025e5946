import { patternName, type ZerosPattern } from './pattern';
import { percent } from './verdict';

/** What pruning by magnitude to a pattern, or to a share of zeros of the complete tensor, would keep. */
export type ReportedEnergy = ({ readonly pattern: ZerosPattern } | { readonly sparsity: number }) & {
  /** Sum of squares of the real values of the weights. */
  readonly total: number;
  /** Share of it that would be kept, 0 to 1. */
  readonly kept: number;
  /** The same with the best order of the input channels that was found. Only for patterns along the input channels. */
  readonly reordered?: number;
};

type WithEnergy = object & { readonly energy?: ReportedEnergy };

/** Names of the columns of a table of tensors; none if no tensor has an energy. */
export function energyHeader(tensors: readonly WithEnergy[]): string[] {
  const energies = tensors.flatMap(({ energy }) => energy ?? []);
  const [first] = energies;
  if (!first) return [];
  const goal = 'pattern' in first ? patternName(first.pattern) : `${Number((100 * first.sparsity).toFixed(2))} % zeros`;
  const hasOrder = energies.some(({ reordered }) => reordered !== undefined);
  return [`energy kept at ${goal}`, ...(hasOrder ? ['reordered'] : [])];
}

/** The cells below `header`. @param none text of a cell without a value */
export function energyCells({ energy }: WithEnergy, header: readonly string[], none: string): string[] {
  const shares = [energy?.kept, energy?.reordered].slice(0, header.length);
  return shares.map((share) => (share === undefined ? none : percent(share)));
}
