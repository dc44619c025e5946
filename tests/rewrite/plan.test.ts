import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../src/rewrite/plan';

const isValid = new Ajv2020().compile(JSON.parse(readFileSync('public/plan.schema.json', 'utf8')));
const planOf = (...tensors: unknown[]) => ({ planVersion: 1, tensors });
const first = { subgraph: 0, tensor: 5 };

describe('a plan', () => {
  it.each([
    planOf(),
    planOf({ ...first, name: 'a', encoding: 'block:1x16' }, { ...first, tensor: 6, prune: { kind: 'keep' } }),
    planOf({ ...first, prune: { kind: 'pattern', zeros: 63, of: 64 } }),
    planOf({ ...first, prune: { kind: 'sparsity', sparsity: 1 } }),
    planOf({ ...first, prune: { kind: 'threshold', threshold: 0 } }),
    { ...planOf(first), model: { name: 'a.tflite', bytes: 9, sha256: 'ab'.repeat(32) } },
  ])('is read unchanged, and follows the schema: %j', (plan) => {
    expect(parsePlan(plan)).toEqual(plan);
    expect(isValid(plan)).toBe(true);
  });

  it.each<[unknown, string]>([
    [undefined, 'the plan is missing; expected an object'],
    [[], 'the plan is a list; expected an object'],
    [{ tensors: [] }, 'planVersion is missing; expected 1'],
    [{ planVersion: 2, tensors: [] }, 'planVersion is 2; expected 1'],
    [{ planVersion: 1 }, 'tensors is missing; expected a list'],
    [{ ...planOf(), goal: 1 }, 'the plan has the field "goal"; expected only planVersion, model, tensors'],
    [planOf({ subgraph: 0 }), 'tensors[0].tensor is missing; expected a whole number of 0 or more'],
    [planOf({ ...first, tensor: 1.5 }), 'tensors[0].tensor is 1.5'],
    [planOf({ ...first, tensor: -1 }), 'tensors[0].tensor is -1'],
    [planOf({ ...first, name: 7 }), 'tensors[0].name is 7; expected a text'],
    [planOf({ ...first, encoding: 'coo' }), 'tensors[0].encoding is "coo"; expected one of dense, csr'],
    [planOf({ ...first, prune: 'keep' }), 'tensors[0].prune is "keep"; expected an object'],
    [planOf({ ...first, prune: { kind: 'toString' } }), 'tensors[0].prune.kind is "toString"; expected one of keep'],
    [planOf({ ...first, prune: { kind: 'keep', zeros: 1 } }), 'tensors[0].prune has the field "zeros"'],
    [planOf({ ...first, prune: { kind: 'pattern', zeros: 0, of: 4 } }), 'has 0 zeros of 4; expected 1 <= zeros'],
    [planOf({ ...first, prune: { kind: 'pattern', zeros: 2, of: 65 } }), 'has 2 zeros of 65'],
    [planOf({ ...first, prune: { kind: 'sparsity', sparsity: 1.1 } }), 'sparsity is 1.1; expected a share from 0 to 1'],
    [planOf({ ...first, prune: { kind: 'threshold', threshold: -1 } }), 'threshold is -1; expected a number of 0'],
    [{ ...planOf(), model: { name: 'a', bytes: 1, sha256: 'AB' } }, 'model.sha256 is "AB"; expected 64 hex digits'],
    [{ ...planOf(), model: { bytes: 1 } }, 'model.name is missing'],
  ])('is refused by the parser and by the schema: %j', (plan, message) => {
    expect(() => parsePlan(plan)).toThrow(message);
    expect(isValid(plan)).toBe(false);
  });

  it('is refused by the parser for what a schema cannot say', () => {
    expect(() => parsePlan(planOf({ ...first, prune: { kind: 'pattern', zeros: 4, of: 4 } }))).toThrow(
      'has 4 zeros of 4',
    );
    expect(() => parsePlan(planOf(first, first))).toThrow('tensor 0:5 is listed twice; expected once');
  });
});
