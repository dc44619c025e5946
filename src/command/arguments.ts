import { parseArgs } from 'node:util';
import { type Coloring, colorings } from '../heatmap/coloring';
import type { Theme } from '../heatmap/palette';
import type { Span } from '../sparsity/matrixWindow';
import { type Pattern, parsePattern, twoOfFour } from '../sparsity/pattern';
import { parseView, type ViewChoice, viewText } from '../views/matrixView';

export const usage = `prunescope: show the zeros of pruned TensorFlow Lite models

Usage:
  prunescope report FILE... [--pattern PATTERN] [--json | --markdown] [--html OUT.html]
  prunescope check FILE... [--pattern PATTERN] [--min-sparsity SHARE] [--tensor REF]... [--all] [--strict] [--json]
  prunescope render FILE --tensor REF [OPTIONS] --out OUT.svg|OUT.png
  prunescope --help | --version

Commands:
  report  Print each weight tensor with its sparsity and verdict.
  check   Check tensors; the exit code gives the result. Without --tensor and --all, check the CONV_2D and
          FULLY_CONNECTED weights whose rows are long enough to break the pattern.
  render  Draw a tensor, or a window of it, with axes, legend and caption.

Arguments:
  FILE    Model (.tflite) or bundle of models (.task, .litertlm); a path or a URL
          (http:, https:, hf:, gs:, s3:, file:).
  REF     Tensor: subgraph:tensor (0:5), an exact name, or a glob over names. In a bundle, member.tflite#REF selects a model.

Options:
  --pattern PATTERN, --m_by_n PATTERN
          z,n: at least z zeros in every block of n weights along the last dimension, 1 <= z < n <= 64.
          block:RxC: count all-zero blocks of R rows and C columns; no block can break this pattern. Default: 2,4.
  --tensor REF
          Select a tensor. check accepts several.
  --json  Print JSON instead of text. For report and check.
  -h, --help
          Print this help.
  --version
          Print the version.

Options of check:
  --all   Check the weights of all operators that can break the pattern, such as LSTM and TRANSPOSE_CONV.
  --min-sparsity SHARE
          Also require this share of zeros, 0 to 1, in each checked tensor.
  --strict
          Exit with 2 if the model has constants that are not listed.

Options of report:
  --markdown
          Print a Markdown table, for a pull request or a README.
  --html OUT.html
          Also write a review file: one HTML page with report and maps that needs no model and no network.

Options of render:
  --rows a:b, --columns a:b
          Draw only these rows and columns; the end is exclusive.
  --view rows|filters|taps|tap:h,w
          Layout of the map, optionally followed by ,transposed. Default: rows; filters for one input channel.
  --color nonzero|density|blocks|magnitude|quantile
          Default: nonzero.
  --theme light|dark
          Default: light.
  --scale 1|2|3|4
          Pixels of a PNG per unit of the drawing. Default: 2.
  --out OUT.svg|OUT.png
          Output file. The extension selects the format.

Exit codes:
  0  Done. For check: all checked tensors conform.
  1  check found a violation.
  2  Invalid usage, a file could not be read, or check found nothing to judge.
`;

export type Arguments = ReportArguments | RenderArguments;

export type ReportArguments = {
  readonly command: 'report' | 'check';
  /** Paths and URLs. */
  readonly files: readonly string[];
  readonly pattern: Pattern;
  readonly references: readonly string[];
  /** check: all tensors that can break the pattern. */
  readonly all: boolean;
  /** check: constants that are not listed are an error. */
  readonly strict: boolean;
  /** check: required share of zeros, 0 to 1. */
  readonly minSparsity: number | undefined;
  readonly json: boolean;
  readonly markdown: boolean;
  /** Path of the review file. */
  readonly html: string | undefined;
};

export type RenderArguments = {
  readonly command: 'render';
  /** A path or a URL. */
  readonly file: string;
  readonly pattern: Pattern;
  readonly reference: string;
  /** [start, end); undefined for all rows. */
  readonly rows: Span | undefined;
  readonly columns: Span | undefined;
  readonly view: ViewChoice;
  readonly coloring: Coloring;
  readonly theme: Theme;
  /** Path of the image. It ends in .svg or .png. */
  readonly out: string;
  readonly format: 'svg' | 'png';
  /** Pixels of a PNG per unit of the drawing. */
  readonly scale: number;
};

/** Invalid usage. The command prints the message as one line. */
export class UsageError extends Error {}

/** Parses the command line, without the names of node and script. @throws UsageError */
export function argumentsOf(argv: string[]): Arguments {
  let parsed: Parsed;
  try {
    parsed = parsedArguments(argv);
  } catch (thrown) {
    // The first sentence of parseArgs names the problem. The rest explains conventions of parseArgs.
    throw new UsageError((thrown as Error).message.split(/\. |\n/)[0]);
  }
  const [command, ...files] = parsed.positionals;
  if (command !== 'report' && command !== 'check' && command !== 'render')
    throw new UsageError(
      `${command === undefined ? 'no command' : `unknown command ${command}`}; expected report, check or render`,
    );
  if (files.length === 0) throw new UsageError(`${command} needs at least one FILE`);
  const given = Object.keys(parsed.values).filter(
    (name) => !['pattern', 'm_by_n', ...optionsOf[command]].includes(name),
  );
  if (given.length > 0) throw new UsageError(`${command} has no option --${given[0]}`);
  return command === 'render' ? renderArguments(files, parsed.values) : reportArguments(command, files, parsed.values);
}

/** Options of each command, in addition to the pattern. */
const optionsOf: Readonly<Record<Arguments['command'], readonly string[]>> = {
  report: ['json', 'markdown', 'html'],
  check: ['json', 'tensor', 'all', 'strict', 'min-sparsity'],
  render: ['tensor', 'rows', 'columns', 'view', 'color', 'theme', 'out', 'scale'],
};

function reportArguments(command: 'report' | 'check', files: readonly string[], values: Values): ReportArguments {
  const pattern = patternOf(values.pattern ?? values.m_by_n);
  const { json = false, markdown = false, html, tensor: references = [], all = false, strict = false } = values;
  if (json && markdown) throw new UsageError('report accepts either --json or --markdown, found both');
  if (html !== undefined && files.length > 1) {
    throw new UsageError(`report --html accepts one FILE, found ${files.length}; run it once per file`);
  }
  if (all && references.length > 0) throw new UsageError('check accepts either --all or --tensor, found both');
  const minSparsity = shareOf('min-sparsity', values['min-sparsity']);
  return { command, files, pattern, references, all, strict, minSparsity, json, markdown, html };
}

function renderArguments(files: readonly string[], values: Values): RenderArguments {
  const [reference, ...others] = values.tensor ?? [];
  if (files.length > 1) throw new UsageError(`render accepts one FILE, found ${files.length}`);
  if (reference === undefined || others.length > 0) {
    throw new UsageError(
      reference === undefined
        ? 'render needs --tensor, for example --tensor 0:5'
        : `render accepts one --tensor, found ${values.tensor?.length}`,
    );
  }
  const format = /\.(svg|png)$/i.exec(values.out ?? '')?.[1].toLowerCase() as 'svg' | 'png' | undefined;
  if (values.out === undefined || !format) {
    throw new UsageError(
      values.out === undefined
        ? 'render needs --out, for example --out map.svg'
        : `--out ${values.out}: expected a path that ends in .svg or .png`,
    );
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

function shareOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw new UsageError(`--${name} ${text}: expected a share from 0 to 1, for example 0.5`);
}

function spanOf(name: string, text: string | undefined): Span | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text);
  if (!match || Number(match[1]) >= Number(match[2])) {
    throw new UsageError(`--${name} ${text}: expected start:end with start < end, for example 0:24`);
  }
  return [Number(match[1]), Number(match[2])];
}

function viewChoiceOf(text: string): ViewChoice {
  const view = parseView(text);
  if (viewText(view) !== text) {
    throw new UsageError(`--view ${text}: expected rows, filters, taps or tap:h,w, optionally followed by ,transposed`);
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
    `pattern ${text}: expected z,n with 1 <= z < n <= 64, for example 2,4, or block:RxC with sides of 1 to 64, for example block:1x4`,
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
      all: { type: 'boolean' },
      strict: { type: 'boolean' },
      'min-sparsity': { type: 'string' },
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
