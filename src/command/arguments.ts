import { parseArgs } from 'node:util';
import { type Pattern, parsePattern, twoOfFour } from '../sparsity/pattern';

export const usage = `prunescope: the zeros of pruned TensorFlow Lite models

  prunescope report FILE... [--pattern 2,4] [--json]
  prunescope check  FILE... [--pattern 2,4] [--tensor REF]... [--json]
  prunescope --help | --version

FILE    a .tflite, or a bundle of them (.task, .litertlm); a path or an http(s) address
REF     subgraph:tensor (0:5), an exact name, or a glob over names; member.tflite#REF for one model of a bundle
--pattern z,n (or --m_by_n)
        at least z zeros in every block of n along the last dimension, 1 <= z < n <= 64; default 2,4

report  prints every weight tensor with its zeros and its verdict.
check   exits 1 when a selected tensor violates the pattern; without --tensor it judges the weights of CONV_2D and FULLY_CONNECTED
        whose conformance is not trivial.
Exit    0 done, 1 a violation, 2 bad usage or a file that could not be read.
`;

export type Arguments = {
  readonly command: 'report' | 'check';
  /** Paths and addresses. */
  readonly files: readonly string[];
  readonly pattern: Pattern;
  readonly references: readonly string[];
  readonly json: boolean;
};

/** A wrong command line; its message is shown as it is. */
export class UsageError extends Error {}

/** @throws UsageError */
export function argumentsOf(argv: string[]): Arguments {
  let parsed: ReturnType<typeof parsedArguments>;
  try {
    parsed = parsedArguments(argv);
  } catch (thrown) {
    // parseArgs says what is wrong in its first sentence; the rest is about its own conventions.
    throw new UsageError((thrown as Error).message.split(/\. |\n/)[0]);
  }
  const { values, positionals } = parsed;
  const [command, ...files] = positionals;
  if (command !== 'report' && command !== 'check')
    throw new UsageError(`${command ?? 'nothing'}: expected report or check`);
  if (files.length === 0) throw new UsageError(`${command}: expected at least one FILE`);
  if (values.tensor && command !== 'check') throw new UsageError(`${command}: --tensor goes with check`);
  const pattern = patternOf(values.pattern ?? values.m_by_n);
  return { command, files, pattern, references: values.tensor ?? [], json: values.json };
}

function patternOf(text: string | undefined): Pattern {
  if (text === undefined) return twoOfFour;
  const pattern = parsePattern(text);
  if (pattern) return pattern;
  if (/^block:\d+x\d+$/.test(text)) {
    throw new UsageError(`pattern ${text}: blocks that are zero as a whole are not there yet; expected z,n, as in 2,4`);
  }
  throw new UsageError(`pattern ${text}: expected z,n with 1 <= z < n <= 64, as in 2,4`);
}

function parsedArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      pattern: { type: 'string' },
      m_by_n: { type: 'string' },
      tensor: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  });
}
