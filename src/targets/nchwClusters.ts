import type { Subgraph } from '../tflite/model';
import { type NchwNode, nchwNodes, type Paddings } from './nchwNodes';

/** The group of an operator. Operators in no group are alone in theirs. */
type Cluster = {
  /** Why the operator cannot run sparse; undefined if it can. */
  readonly problem: string | undefined;
  /** Indices of its operators. */
  readonly operators: readonly number[];
};

const expected =
  'expected a group that begins at a 3 x 3 convolution with stride 2, 3 channels and a padding of 1, and ends at MEAN, SUM or DEPTH_TO_SPACE';

/**
 * The groups of connected operators that XNNPACK can run with channels first, which its sparse kernels need. They are found backwards from
 * the operators that can end a group. All inputs of all operators of a group must come from the group, and must be used only there.
 * Source: XNNPACK 0011854, https://github.com/google/XNNPACK: src/subgraph.c (xnn_subgraph_rewrite_for_nchw), src/subgraph/convolution-2d.c
 * and src/subgraph/fully-connected.c (layout of the output).
 * @returns by operator index
 */
export function nchwClusters(subgraph: Subgraph, paddings: Paddings): ReadonlyMap<number, Cluster> {
  const nodes = nchwNodes(subgraph, paddings);
  const external = new Set([...subgraph.inputs, ...subgraph.outputs]);
  const groups = grouped(nodes, external);
  const consumers = consumersIn(nodes);
  checkConsumers(nodes, consumers, groups);
  const members = new Map<number, number[]>();
  nodes.forEach((node, n) => {
    const leader = groups.leaders[n];
    members.set(leader, [...(members.get(leader) ?? []), node.operator.index]);
  });
  const hasProblem = (n: number) => !nodes[n].reads || groups.problems.has(groups.leaders[n]);

  /** XNNPACK uses the sparse kernel of an operator if the next one reads channels first. */
  function problemOf(node: NchwNode, n: number): string | undefined {
    if (!groups.hasGroups || !(node.reads || node.writes)) {
      return `the operator is in no group that runs sparse; ${expected}`;
    }
    const ofGroup = groups.problems.get(groups.leaders[n]);
    if (ofGroup !== undefined) return ofGroup;
    const isRead = node.operator.outputs.some((output) => consumers.get(output)?.some((reader) => !hasProblem(reader)));
    return isRead ? undefined : `no operator of the group reads the output of the operator; ${expected}`;
  }

  return new Map(
    nodes.map((node, n) => [
      node.operator.index,
      { problem: problemOf(node, n), operators: members.get(groups.leaders[n])! },
    ]),
  );
}

type Groups = {
  /** The node that stands for the group of each node. */
  readonly leaders: number[];
  /** What is wrong with the group of a leader. */
  readonly problems: Map<number, string>;
  /** There is an operator that ends a group. */
  readonly hasGroups: boolean;
};

function grouped(nodes: readonly NchwNode[], external: ReadonlySet<number>): Groups {
  const producers = new Map(nodes.flatMap((node, n) => node.operator.outputs.map((output) => [output, n] as const)));
  const leaders = nodes.map((_, n) => n);
  const broken = new Map<number, string>();

  /** Joins a node with the producers of its inputs. */
  function join(n: number): boolean {
    let changed = false;
    for (const input of nodes[n].inputs) {
      const producer = producers.get(input);
      const from = producer === undefined ? undefined : nodes[producer];
      if (external.has(input) || producer === undefined || !from || !from.writes || broken.has(producer)) {
        if (!broken.has(n)) broken.set(n, breakText(nodes[n], from, external.has(input)));
        continue;
      }
      const leader = Math.max(leaders[n], leaders[producer]);
      changed ||= leaders[producer] !== leaders[n];
      leaders[n] = leader;
      leaders[producer] = leader;
    }
    return changed;
  }

  let hasGroups = false;
  nodes.forEach((node, n) => {
    if (node.ends) hasGroups = join(n) || hasGroups;
  });
  for (let changed = hasGroups; changed; ) {
    changed = false;
    nodes.forEach((node, n) => {
      if (node.reads && !broken.has(n)) changed = join(n) || changed;
    });
  }
  const problems = new Map<number, string>();
  for (const [n, problem] of broken) if (!problems.has(leaders[n])) problems.set(leaders[n], problem);
  return { leaders, problems, hasGroups };
}

function breakText({ operator }: NchwNode, from: NchwNode | undefined, isExternal: boolean): string {
  const what = `${operator.code} (operator ${operator.index})`;
  const source =
    isExternal || !from ? 'an input or output of the model' : `${from.operator.code} (operator ${from.operator.index})`;
  return `${what} of the group reads ${source}; ${expected}`;
}

/** The nodes that read each tensor. */
function consumersIn(nodes: readonly NchwNode[]): ReadonlyMap<number, readonly number[]> {
  const consumers = new Map<number, number[]>();
  nodes.forEach(({ inputs }, n) => {
    for (const input of inputs) consumers.set(input, [...(consumers.get(input) ?? []), n]);
  });
  return consumers;
}

/** A tensor that a group reads can be used only by operators that read channels first, of groups without a problem. */
function checkConsumers(
  nodes: readonly NchwNode[],
  consumers: ReadonlyMap<number, readonly number[]>,
  { leaders, problems }: Groups,
): void {
  const isGood = nodes.map(({ reads }, n) => reads && !problems.has(leaders[n]));
  nodes.forEach(({ inputs }, n) => {
    if (!isGood[n] || problems.has(leaders[n])) return;
    const other = inputs.flatMap((input) => consumers.get(input)!).find((consumer) => !isGood[consumer]);
    if (other === undefined) return;
    const { code, index } = nodes[other].operator;
    problems.set(leaders[n], `${code} (operator ${index}) outside of the group uses a tensor of it; ${expected}`);
  });
}
