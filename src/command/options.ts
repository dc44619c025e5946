import { parseArgs } from 'node:util';

/** The commands of the command line. */
export type Command = 'open' | 'report' | 'check' | 'render' | 'prune' | 'pack';

const patternOptions = ['pattern', 'm_by_n'];

/** Options of each command. */
export const optionsOf: Readonly<Record<Command, readonly string[]>> = {
  open: ['port', 'no-browser', 'no-watch'],
  report: [...patternOptions, 'json', 'markdown', 'targets', 'what-if', 'sparsity', 'html'],
  check: [...patternOptions, 'json', 'tensor', 'all', 'allow-dense', 'strict', 'min-sparsity', 'target'],
  render: [...patternOptions, 'tensor', 'rows', 'columns', 'view', 'color', 'theme', 'out', 'scale'],
  prune: [...patternOptions, 'sparsity', 'plan', 'tensor', 'out', 'json'],
  pack: ['encoding', 'tensor', 'out', 'json'],
};

export function isCommand(name: string | undefined): name is Command {
  return name !== undefined && Object.hasOwn(optionsOf, name);
}

/** Splits the command line into options and positional arguments. @throws TypeError for an unknown option */
export function parsedArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      pattern: { type: 'string' },
      m_by_n: { type: 'string' },
      tensor: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      all: { type: 'boolean' },
      'allow-dense': { type: 'boolean' },
      strict: { type: 'boolean' },
      'min-sparsity': { type: 'string' },
      target: { type: 'string' },
      targets: { type: 'boolean' },
      'what-if': { type: 'boolean' },
      sparsity: { type: 'string' },
      markdown: { type: 'boolean' },
      html: { type: 'string' },
      rows: { type: 'string' },
      columns: { type: 'string' },
      view: { type: 'string' },
      color: { type: 'string' },
      theme: { type: 'string' },
      out: { type: 'string' },
      scale: { type: 'string' },
      plan: { type: 'string' },
      encoding: { type: 'string' },
      port: { type: 'string' },
      'no-browser': { type: 'boolean' },
      'no-watch': { type: 'boolean' },
    },
  });
}

export type Parsed = ReturnType<typeof parsedArguments>;

export type Values = Parsed['values'];
