import { parseArgs } from 'node:util';
import { type Coloring, colorings } from '../heatmap/coloring';
import type { Theme } from '../heatmap/palette';
import type { Span } from '../sparsity/matrixWindow';
import { type Pattern, parsePattern, twoOfFour } from '../sparsity/pattern';
import { parseView, type ViewChoice, viewText } from '../views/matrixView';

export const usage = `prunescope: the zeros of pruned TensorFlow Lite models

  prunescope report FILE... [--pattern 2,4] [--json | --markdown] [--html OUT.html]
  prunescope check  FILE... [--pattern 2,4] [--tensor REF]... [--json]
  prunescope render FILE --tensor REF [--rows a:b] [--columns c:d] [--pattern 2,4] --out OUT.svg|OUT.png
  prunescope --help | --version

FILE    a .tflite, or a bundle of them (.task, .litertlm); a path or an http(s) address
REF     subgraph:tensor (0:5), an exact name, or a glob over names; member.tflite#REF for one model of a bundle
--pattern z,n (or --m_by_n)
        at least z zeros in every block of n along the last dimension, 1 <= z < n <= 64; default 2,4.
        block:1x4 counts the blocks of 1 row and 4 columns that are zero as a whole; nothing violates it

report  prints every weight tensor with its zeros and its verdict; --markdown as a table for a pull request or a README.
        --html writes one file that shows report and maps without the model and without a network
check   exits 1 when a selected tensor violates the pattern; without --tensor it judges the weights of CONV_2D and FULLY_CONNECTED
        whose conformance is not trivial.
render  draws one tensor, or the window of it that --rows and --columns give (end exclusive), with axes, legend and caption.
        --view rows | filters | tap:h,w, each perhaps with ,transposed: as on the page; --color nonzero | density | blocks | magnitude | quantile;
        --theme light | dark; --scale 1 to 4: pixels of a PNG for each unit of the drawing, default 2
Exit    0 done, 1 a violation, 2 bad usage or a file that could not be read.
`;

export type Arguments = ReportArguments | RenderArguments;

export type ReportArguments = {
  readonly command: 'report' | 'check';
  /** Paths and addresses. */
  readonly files: readonly string[];
  readonly pattern: Pattern;
  readonly references: readonly string[];
  readonly json: boolean;
  readonly markdown: boolean;
  /** Where the review file goes. */
  readonly html: string | undefined;
};

export type RenderArguments = {
  readonly command: 'render';
  /** A path or an address. */
  readonly file: string;
  readonly pattern: Pattern;
  readonly reference: string;
  /** [start, end), absent: all. */
  readonly rows: Span | undefined;
  readonly columns: Span | undefined;
  readonly view: ViewChoice;
  readonly coloring: Coloring;
  readonly theme: Theme;
  /** Where the picture goes: a path that ends in .svg or .png. */
  readonly out: string;
  readonly format: 'svg' | 'png';
  /** Pixels of a PNG for each unit of the drawing. */
  readonly scale: number;
};

/** A wrong command line; its message is shown as it is. */
export class UsageError extends Error {}

/** @throws UsageError */
export function argumentsOf(argv: string[]): Arguments {
  let parsed: Parsed;
  try {
    parsed = parsedArguments(argv);
  } catch (thrown) {
    // parseArgs says what is wrong in its first sentence; the rest is about its own conventions.
    throw new UsageError((thrown as Error).message.split(/\. |\n/)[0]);
  }
  const [command, ...files] = parsed.positionals;
  if (command !== 'report' && command !== 'check' && command !== 'render')
    throw new UsageError(`${command ?? 'nothing'}: expected report, check or render`);
  if (files.length === 0) throw new UsageError(`${command}: expected at least one FILE`);
  const given = Object.keys(parsed.values).filter(
    (name) => !['pattern', 'm_by_n', ...optionsOf[command]].includes(name),
  );
  if (given.length > 0) throw new UsageError(`${command}: --${given[0]} does not go with it`);
  return command === 'render' ? renderArguments(files, parsed.values) : reportArguments(command, files, parsed.values);
}

/** Beside the pattern. */
const optionsOf: Readonly<Record<Arguments['command'], readonly string[]>> = {
  report: ['json', 'markdown', 'html'],
  check: ['json', 'tensor'],
  render: ['tensor', 'rows', 'columns', 'view', 'color', 'theme', 'out', 'scale'],
};

function reportArguments(command: 'report' | 'check', files: readonly string[], values: Values): ReportArguments {
  const pattern = patternOf(values.pattern ?? values.m_by_n);
  const { json = false, markdown = false, html, tensor: references = [] } = values;
  if (json && markdown) throw new UsageError('report: --json and --markdown do not go together');
  if (html !== undefined && files.length > 1) {
    throw new UsageError(`report: --html takes one FILE, found ${files.length}; write a file for each`);
  }
  return { command, files, pattern, references, json, markdown, html };
}

function renderArguments(files: readonly string[], values: Values): RenderArguments {
  const [reference, ...others] = values.tensor ?? [];
  if (files.length > 1) throw new UsageError(`render: expected one FILE, found ${files.length}`);
  if (reference === undefined || others.length > 0) {
    throw new UsageError(`render: expected one --tensor REF, found ${values.tensor?.length ?? 0}`);
  }
  const format = /\.(svg|png)$/i.exec(values.out ?? '')?.[1].toLowerCase() as 'svg' | 'png' | undefined;
  if (values.out === undefined || !format) {
    throw new UsageError(`render: --out ${values.out ?? 'is missing'}: expected a path that ends in .svg or .png`);
  }
  return {
    command: 'render',
    file: files[0],
    pattern: patternOf(values.pattern ?? values.m_by_n),
    reference,
    rows: spanOf('rows', values.rows),
    columns: spanOf('columns', values.columns),
    view: viewChoiceOf(values.view ?? ''),
    coloring: oneOf(
      'color',
      colorings.filter((name) => name !== 'compare'),
      values.color ?? 'nonzero',
    ),
    theme: oneOf('theme', ['light', 'dark'] as const, values.theme ?? 'light'),
    out: values.out,
    format,
    scale: Number(oneOf('scale', ['1', '2', '3', '4'], values.scale ?? '2')),
  };
}

function spanOf(name: string, text: string | undefined): Span | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text);
  if (!match || Number(match[1]) >= Number(match[2])) {
    throw new UsageError(`--${name} ${text}: expected start:end, as in 0:24, the end exclusive`);
  }
  return [Number(match[1]), Number(match[2])];
}

function viewChoiceOf(text: string): ViewChoice {
  const view = parseView(text);
  if (viewText(view) !== text) {
    throw new UsageError(`--view ${text}: expected rows, filters or tap:h,w, each perhaps with ,transposed`);
  }
  return view;
}

function oneOf<T extends string>(name: string, offered: readonly T[], text: string): T {
  const found = offered.find((value) => value === text);
  if (found === undefined) throw new UsageError(`--${name} ${text}: expected one of ${offered.join(', ')}`);
  return found;
}

function patternOf(text: string | undefined): Pattern {
  if (text === undefined) return twoOfFour;
  const pattern = parsePattern(text);
  if (pattern) return pattern;
  throw new UsageError(
    `pattern ${text}: expected z,n with 1 <= z < n <= 64, as in 2,4, or block:1x4 with rows x columns of at most 64`,
  );
}

function parsedArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      pattern: { type: 'string' },
      m_by_n: { type: 'string' },
      tensor: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
      html: { type: 'string' },
      rows: { type: 'string' },
      columns: { type: 'string' },
      view: { type: 'string' },
      color: { type: 'string' },
      theme: { type: 'string' },
      out: { type: 'string' },
      scale: { type: 'string' },
    },
  });
}

type Parsed = ReturnType<typeof parsedArguments>;

type Values = Parsed['values'];
