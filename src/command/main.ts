import { ModelError } from '../modelError';
import { argumentsOf, type ListArguments, type OpenArguments, type RenderArguments, UsageError } from './arguments';
import { exitCode } from './exitCode';
import { baseNameOf } from './openFile';
import type { RewriteArguments } from './rewriteArguments';
import { type Output, run } from './run';
import { printable } from './tables';
import { usage } from './usage';

/**
 * Runs the command. All errors are printed.
 * @param argv arguments, without the names of node and script
 * @returns the exit code
 */
export async function main(argv: string[], version: string): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A closed pipe is not an error, as in `prunescope report ... | head`. On Windows its code can be EOF.
    if (error.code === 'EPIPE' || error.code === 'EOF') return;
    console.error(`prunescope: the output cannot be written (${error.code})`);
    process.exit(exitCode.failed);
  });
  try {
    return await execute(argv, version);
  } catch (thrown) {
    console.error(printable(`prunescope: internal error: ${(thrown as Error).message}. Please report it.`));
    return exitCode.failed;
  }
}

async function execute(argv: string[], version: string): Promise<number> {
  // After `--`, all arguments are files.
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  if (argv.length === 0 || options.includes('--help') || options.includes('-h')) {
    (argv.length === 0 ? process.stderr : process.stdout).write(usage);
    return argv.length === 0 ? exitCode.failed : exitCode.done;
  }
  if (options.includes('--version')) {
    console.log(version);
    return exitCode.done;
  }
  try {
    const args = argumentsOf(argv);
    if (args.command === 'open') return await openPage(args);
    if ('encoding' in args) return await rewriteFile(args);
    if (args.command === 'render' || args.command === 'list') return await draw(args);
    if (!args.github) return await run(args, terminal);
    // Loaded on demand, like everything that few commands need.
    const { githubCheck } = await import('./github/githubCheck');
    return await githubCheck(args, process.env);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(`prunescope: ${printable(thrown.message)}; see prunescope --help`);
    return exitCode.failed;
  }
}

async function openPage(args: OpenArguments): Promise<number> {
  // Loaded on demand, because other commands need no server.
  const { open, servedPath } = await import('./open');
  const paths: string[] = [];
  for (const file of args.files) {
    try {
      paths.push(await servedPath(file));
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      printError(baseNameOf(file), thrown.message);
      return exitCode.failed;
    }
  }
  await open(paths, args);
  return exitCode.done;
}

async function draw(args: RenderArguments | ListArguments): Promise<number> {
  // Loaded on demand, because drawing needs d3 and reports do not.
  const { listTensors, render } = await import('./render');
  try {
    await (args.command === 'list' ? listTensors(args) : render(args));
    return exitCode.done;
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    printError(baseNameOf(args.file), thrown.message);
    return exitCode.failed;
  }
}

async function rewriteFile(args: RewriteArguments): Promise<number> {
  // Loaded on demand, because reports do not need it.
  const { rewrite } = await import('./rewrite');
  try {
    await rewrite(args, (note) => printError(baseNameOf(args.file), note));
    return exitCode.done;
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    printError(baseNameOf(args.file), thrown.message);
    return exitCode.failed;
  }
}

const terminal: Output = { result: (text) => console.log(text), error: printError };

function printError(name: string, message: string): void {
  console.error(printable(`prunescope: ${name}: ${message}`));
}
