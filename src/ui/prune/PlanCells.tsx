import { sentenceOf } from '../../modelError';
import type { TensorChange } from '../../rewrite/defaultTensors';
import { type PlannedEncoding, type Pruning, plannedEncodings } from '../../rewrite/plan';
import { changeProblem, type Restrictions } from '../../rewrite/restrictions';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { unnamedTensor } from '../texts/page';
import { pruneTexts, pruningText } from '../texts/prune';
import { usePlan, usePlanning } from './planningContext';

/** The heads of the columns of the plan. */
export function PlanHead() {
  return (
    <>
      <th scope="col" className="plan">
        {pruneTexts.column}
      </th>
      <th scope="col" className="wide-only plan-encoding">
        {pruneTexts.storeColumn}
      </th>
    </>
  );
}

const none: TensorChange = {};

/** What is done to a tensor: its pruning, and in a wide list its encoding. */
export function PlanCell({ tensor }: { tensor: WeightTensor }) {
  const key = tensorKey(tensor);
  const own = usePlan(({ changes }) => changes.get(key)) ?? none;
  const rule = usePlan((planning) => planning.rule) ?? none;
  const restrictions = usePlan((planning) => planning.restrictions?.get(key));
  const { setChange } = usePlanning();
  const name = tensor.name || unnamedTensor;
  const offered = offeredPrunings(own.prune, rule.prune);
  const problems = offered.map((prune) => problemIn(restrictions, { ...own, prune }, name));
  // The reason is that of the goal, which is the last choice.
  const problem = problems.at(-1);
  const encodingProblems = plannedEncodings.map((encoding) => problemIn(restrictions, { ...own, encoding }, name));
  return (
    <>
      <td className="plan" title={problem}>
        <select
          aria-label={pruneTexts.planOf(name)}
          title={problem}
          disabled={problems.slice(1).every((refused) => refused !== undefined) && !own.prune}
          value={pruningText(own.prune ?? keep)}
          onChange={({ target }) => {
            const prune = offered[target.selectedIndex];
            setChange(tensor, { ...own, prune });
          }}
        >
          {offered.map((prune, index) => (
            <option key={pruningText(prune)} disabled={problems[index] !== undefined}>
              {pruningText(prune)}
            </option>
          ))}
        </select>
      </td>
      <td className="wide-only plan-encoding">
        <select
          aria-label={pruneTexts.storeOf(name)}
          value={own.encoding ?? ''}
          disabled={encodingProblems.every((refused) => refused !== undefined)}
          title={encodingProblems.find((refused) => refused !== undefined)}
          onChange={({ target }) =>
            setChange(tensor, {
              prune: own.prune,
              encoding: (target.value || undefined) as PlannedEncoding | undefined,
            })
          }
        >
          <option value="">{pruneTexts.asBefore}</option>
          {plannedEncodings.map((encoding, index) => (
            <option key={encoding} value={encoding} disabled={encodingProblems[index] !== undefined}>
              {pruneTexts.encodings[encoding]}
            </option>
          ))}
        </select>
      </td>
    </>
  );
}

const keep: Pruning = { kind: 'keep' };

/** To keep all weights, what is planned now, and the goal. */
function offeredPrunings(own: Pruning | undefined, goal: Pruning | undefined): Pruning[] {
  const texts = new Set<string>();
  return [keep, own, goal].flatMap((prune) => {
    if (!prune || texts.has(pruningText(prune))) return [];
    texts.add(pruningText(prune));
    return [prune];
  });
}

function problemIn(restrictions: Restrictions | undefined, change: TensorChange, name: string): string | undefined {
  const problem = restrictions && changeProblem(restrictions, change);
  return problem === undefined ? undefined : sentenceOf(pruneTexts.cannot(name, problem));
}
