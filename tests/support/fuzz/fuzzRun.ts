import { seededRandom } from '../matrices';
import type { FuzzInput, FuzzKind } from './fuzzKinds';
import { diceOf } from './mutations';

/** A mutant that did what no input must do, or cost more than it must. */
export type Finding = {
  readonly kind: string;
  readonly seed: number;
  readonly input: FuzzInput;
  readonly problem: string;
};

/** Makes and checks the mutant of a seed. @returns undefined if nothing is found */
export async function findingOf(kind: string, made: FuzzKind, seed: number): Promise<Finding | undefined> {
  let input: FuzzInput = '';
  try {
    const mutant = await made.mutant(diceOf(seededRandom(seed)));
    input = mutant.input;
    const lost = mutant.costs ? await mutant.costs() : await made.check(input).then(() => []);
    return lost.length > 0 ? { kind, seed, input, problem: `costs more than it must: ${lost.join('; ')}` } : undefined;
  } catch (thrown) {
    return { kind, seed, input, problem: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}
