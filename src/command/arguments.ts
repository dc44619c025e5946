import { type Coloring, colorings } from '../heatmap/coloring';
import type { Theme } from '../heatmap/palette';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { Span } from '../sparsity/matrixWindow';
import { isBlockPattern, type Pattern, parsePattern, twoOfFour } from '../sparsity/pattern';
import { type TargetName, targetNames } from '../sparsity/targetResult';
import { parseView, type ViewChoice, viewText } from '../views/matrixView';
import { isCommand, optionsOf, type Parsed, parsedArguments, type Values } from './options';
import { type RewriteArguments, rewriteArguments } from './rewriteArguments';
import { UsageError } from './usageError';

export type Arguments = ReportArguments | RenderArguments | ListArguments | OpenArguments | RewriteArguments;

export type ReportArguments = {
  readonly command: 'report' | 'check';
  /** Paths and URLs. */
  readonly files: readonly string[];
  readonly pattern: Pattern;
  readonly references: readonly string[];
  /** check: all tensors that can break the pattern. */
  readonly all: boolean;
  /** check: tensors that are not pruned are not judged. */
  readonly allowDense: boolean;
  /** check: constants that are not listed are an error. */
  readonly strict: boolean;
  /** check: required share of zeros, 0 to 1. */
  readonly minSparsity: number | undefined;
  /** check: tensors must be eligible for this target. */
  readonly target: TargetName | undefined;
  /** check: tensors must follow the pattern. False if only a target is given. */
  readonly judgesPattern: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
  /** report: a table of targets. */
  readonly targets: boolean;
  /** report: what tensors are pruned to, as a prediction. */
  readonly whatIf: PruningGoal | undefined;
  /** Path of the review file. */
  readonly html: string | undefined;
};

/** `render` without a tensor. */
export type ListArguments = { readonly command: 'list'; readonly file: string };

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

export type OpenArguments = {
  readonly command: 'open';
  /** Paths and `file:` URLs. */
  readonly files: readonly string[];
  /** Undefined: the first free port from the default on. 0: any free port. */
  readonly port: number | undefined;
  readonly opensBrowser: boolean;
  readonly watches: boolean;
};

export { UsageError };

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
  if (!isCommand(command))
    throw new UsageError(
      `${command === undefined ? 'no command' : `unknown command ${command}`}; expected one of ${Object.keys(optionsOf).join(', ')}`,
    );
  if (files.length === 0 && command !== 'open') throw new UsageError(`${command} needs at least one FILE`);
  const given = Object.keys(parsed.values).filter((name) => !optionsOf[command].includes(name));
  if (given.length > 0) throw new UsageError(`${command} has no option --${given[0]}`);
  if (command === 'open') return openArguments(files, parsed.values);
  if (command === 'prune' || command === 'pack') {
    const { sparsity, pattern, m_by_n, ...others } = parsed.values;
    const givenPattern = pattern ?? m_by_n;
    return rewriteArguments(command, files, {
      ...others,
      pattern: givenPattern === undefined ? undefined : patternOf(givenPattern),
      sparsity: shareOf('sparsity', sparsity),
    });
  }
  return command === 'render' ? renderArguments(files, parsed.values) : reportArguments(command, files, parsed.values);
}

function openArguments(files: readonly string[], values: Values): OpenArguments {
  return {
    command: 'open',
    files,
    port: portOf(values.port),
    opensBrowser: !values['no-browser'],
    watches: !values['no-watch'],
  };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port ${text}: expected a port from 0 to 65535, for example 8080`);
}

function reportArguments(command: 'report' | 'check', files: readonly string[], values: Values): ReportArguments {
  const givenPattern = values.pattern ?? values.m_by_n;
  const pattern = patternOf(givenPattern);
  const { json = false, markdown = false, targets = false, html, tensor: references = [] } = values;
  const { all = false, strict = false } = values;
  const formats = [json && '--json', markdown && '--markdown', targets && '--targets'].filter((format) => format);
  if (formats.length > 1)
    throw new UsageError(`report accepts one of --json, --markdown and --targets, found ${formats.join(' and ')}`);
  if (html !== undefined && files.length > 1) {
    throw new UsageError(`report --html accepts one FILE, found ${files.length}; run it once per file`);
  }
  if (all && references.length > 0) throw new UsageError('check accepts either --all or --tensor, found both');
  const allowDense = values['allow-dense'] ?? false;
  const minSparsity = shareOf('min-sparsity', values['min-sparsity']);
  const target = values.target === undefined ? undefined : oneOf('target', targetNames, values.target);
  const judgesPattern = target === undefined || givenPattern !== undefined;
  const judged = { pattern, references, all, allowDense, strict, minSparsity, target, judgesPattern };
  const whatIf = whatIfOf(values, pattern);
  return { command, files, ...judged, json, markdown, targets, whatIf, html };
}

/** The goal of --what-if: --sparsity, else the pattern. */
function whatIfOf(values: Values, pattern: Pattern): PruningGoal | undefined {
  const sparsity = shareOf('sparsity', values.sparsity);
  if (!values['what-if']) {
    if (sparsity !== undefined) throw new UsageError('--sparsity needs --what-if');
    return undefined;
  }
  if (values.targets) throw new UsageError('report accepts one of --targets and --what-if, found both');
  if (sparsity !== undefined) return { sparsity };
  if (isBlockPattern(pattern))
    throw new UsageError('--what-if needs a pattern z,n, or --sparsity: pruning to all-zero blocks is not predicted');
  return { pattern };
}

function renderArguments(files: readonly string[], values: Values): RenderArguments | ListArguments {
  const [reference, ...others] = values.tensor ?? [];
  if (files.length > 1) throw new UsageError(`render accepts one FILE, found ${files.length}`);
  if (others.length > 0) throw new UsageError(`render accepts one --tensor, found ${values.tensor?.length}`);
  if (reference === undefined) return { command: 'list', file: files[0] };
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
