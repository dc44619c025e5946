import type { FailedCondition, TargetName, TargetResult } from '../sparsity/targetResult';
import type { CountsOf, TensorFacts, Use } from './facts';

/** A condition that fails, or that could not be checked. */
export type Finding = FailedCondition & { readonly isOpen?: true };

/** A runtime, a compiler or an accelerator. */
export type Target = {
  readonly name: TargetName;
  /** All conditions that the tensor does not meet with this operator. Undefined entries are conditions that hold. */
  findings(facts: TensorFacts, use: Use, countsOf: CountsOf): readonly (Finding | undefined)[];
};

/**
 * Judges a tensor by its operator with the fewest failed conditions, then the fewest open ones, because a target can use a tensor for one of its
 * operators.
 */
export function targetResult({ name, findings }: Target, facts: TensorFacts, countsOf: CountsOf): TargetResult {
  const ofUses = facts.uses.map((use) => findings(facts, use, countsOf).filter((found) => found !== undefined));
  const best = ofUses.reduce((a, b) => (isBetter(b, a) ? b : a));
  const failed = failedOf(best);
  if (failed.length > 0) return { target: name, verdict: 'not-eligible', because: failed };
  const open = best.map(({ condition, message, at }) => ({ condition, ...(at && { at }), message }));
  return { target: name, verdict: open.length > 0 ? 'unknown' : 'eligible', because: open };
}

function isBetter(findings: readonly Finding[], than: readonly Finding[]): boolean {
  const [failed, fewest] = [failedOf(findings).length, failedOf(than).length];
  return failed === fewest ? findings.length < than.length : failed < fewest;
}

function failedOf(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ isOpen }) => !isOpen);
}
