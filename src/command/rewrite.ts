import { readFile } from 'node:fs/promises';
import { sha256OfSource } from '../bytes/diskSource';
import { ModelError } from '../modelError';
import { isChangedByDefault } from '../rewrite/defaultTensors';
import { openWeights } from '../rewrite/modelWeights';
import { type Plan, parsePlan } from '../rewrite/plan';
import { type Rewriting, type RewrittenTensor, rewriteModel } from '../rewrite/rewriteModel';
import { selectedTensors } from '../sparsity/tensorSelection';
import { formatCount, percent } from '../sparsity/verdict';
import { isBundle } from '../tflite/bundle';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { baseNameOf, type OpenFile, openFile } from './openFile';
import type { RewriteArguments } from './rewriteArguments';
import { printable, tableLines } from './tables';
import { UsageError } from './usageError';
import { checkOut, writeModel } from './writeModel';

/**
 * Prunes or packs a model, writes the new one, and prints what changed. An interrupt ends it without a file.
 * @param onNote gets what is worth knowing before the file is written
 * @throws UsageError if a tensor or the plan does not exist, or the file cannot be written
 * @throws ModelError if the model cannot be read, or the plan cannot be applied
 */
export async function rewrite(args: RewriteArguments, onNote: (note: string) => void): Promise<void> {
  await checkOut(args.out, args.file);
  const file = await openFile(args.file);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  try {
    if (await isBundle(file.source))
      throw new ModelError(
        'not-tflite',
        `this is a bundle; ${args.command} expects one .tflite model. Extract it first.`,
      );
    const plan = await planOf(args, file, onNote, interrupt.signal);
    const sha256 = plan.model?.sha256 && (await sha256OfSource(file.source, interrupt.signal));
    const options = { externalFile: file.externalFile, ...(sha256 && { sha256 }) };
    const rewriting = await rewriteModel(file.source, plan, options, interrupt.signal);
    for (const note of rewriting.notes) onNote(note);
    await writeModel(rewriting, args.out, interrupt.signal);
    console.log(args.json ? jsonOf(file, args, rewriting) : textOf(file, args, rewriting));
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    await file.close();
  }
}

async function planOf(
  args: RewriteArguments,
  file: OpenFile,
  onNote: (note: string) => void,
  signal: AbortSignal,
): Promise<Plan> {
  if (args.plan !== undefined) return parsePlan(await jsonIn(args.plan));
  const { weights } = await openWeights(file.source, file.externalFile, signal);
  const all = [...weights.values()].map(({ tensor }) => tensor);
  const { prune, encoding } = args;
  const chosen = args.references.length > 0 ? named(all, args.references) : usual(all, args, onNote);
  const change = { ...(prune && { prune }), ...(encoding && { encoding }) };
  return {
    planVersion: 1,
    tensors: chosen.map(({ subgraph, tensor, name }) => ({ subgraph, tensor, name, ...change })),
  };
}

async function jsonIn(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`--plan ${path}: the plan cannot be read (${cause.code ?? cause.message})`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`--plan ${path}: this is not JSON; expected a plan`);
  }
}

function named(all: readonly WeightTensor[], references: readonly string[]): WeightTensor[] {
  const found = references.flatMap((reference) => {
    const matched = selectedTensors(all, reference);
    if (matched.length > 0) return matched;
    const some = all.slice(0, 5).map((tensor) => `${tensorKey(tensor)} (${tensor.name})`);
    throw new UsageError(`--tensor ${reference}: no weight tensor matches; available: ${some.join(', ') || 'none'}`);
  });
  return [...new Set(found)];
}

/** Without references: the weights of CONV_2D and FULLY_CONNECTED that can be changed. The others get a note. */
function usual(
  all: readonly WeightTensor[],
  { prune, encoding, command }: RewriteArguments,
  onNote: (note: string) => void,
): WeightTensor[] {
  const chosen = all.filter((tensor) =>
    isChangedByDefault(tensor, { ...(prune && { prune }), ...(encoding && { encoding }) }),
  );
  const others = all.filter((tensor) => !chosen.includes(tensor));
  if (others.length > 0) {
    const keys = others.slice(0, 5).map((tensor) => `${tensorKey(tensor)} (${tensor.name})`);
    const more = others.length > keys.length ? ', …' : '';
    onNote(`left as they are without --tensor: ${others.length} tensors, ${keys.join(', ')}${more}`);
  }
  if (chosen.length > 0) return chosen;
  throw new UsageError(
    `${command}: no weights of CONV_2D or FULLY_CONNECTED can be changed; select tensors with --tensor`,
  );
}

function jsonOf({ source }: OpenFile, { out }: RewriteArguments, { byteLength, tensors, notes }: Rewriting): string {
  const model = { name: source.name, bytes: source.byteLength };
  return JSON.stringify({ model, out: { name: baseNameOf(out), bytes: byteLength }, tensors, notes }, null, 2);
}

function textOf({ source }: OpenFile, { out }: RewriteArguments, { byteLength, tensors }: Rewriting): string {
  const sizes = `${formatCount(source.byteLength)} bytes, ${baseNameOf(out)}: ${formatCount(byteLength)} bytes`;
  const title = printable(`${source.name}: ${sizes}`);
  if (tensors.length === 0) return `${title}\nno tensor changed`;
  const header = ['tensor', 'name', 'zeros before', 'zeros after', 'bytes before', 'bytes after', 'encoding'];
  return [title, '', ...tableLines([header, ...tensors.map(cellsOf)])].join('\n');
}

function cellsOf(tensor: RewrittenTensor): string[] {
  const { zerosBefore, zerosAfter, elements, encodingBefore, encodingAfter } = tensor;
  const share = (zeros: number) => percent(elements === 0 ? 0 : zeros / elements);
  return [
    tensorKey(tensor),
    printable(tensor.name),
    share(zerosBefore),
    share(zerosAfter),
    formatCount(tensor.bytesBefore),
    formatCount(tensor.bytesAfter),
    encodingBefore === encodingAfter ? encodingAfter : `${encodingBefore} to ${encodingAfter}`,
  ];
}
