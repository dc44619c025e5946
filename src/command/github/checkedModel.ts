import { blockSizeOf } from '../../sparsity/pattern';
import type { TensorReport } from '../../sparsity/report';
import type { TimedAnalysis } from '../../sparsity/timedAnalysis';
import { violationAt } from '../../sparsity/violations';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { overviewOf } from '../../views/overview';
import type { ReportArguments } from '../arguments';
import { isUnread, isViolated } from '../check';
import type { ReportedModel } from '../run';
import type { CheckedModel, FailureMap } from './summary';
import { textMapOf } from './textMap';

// Of a model. A summary with more is too long to read.
const maxTextMaps = 12;
const maxSvgs = 48;

/** Draws the tensors of a model: those that fail as text, and all that were judged as SVG if `--maps` is given. */
export async function checkedModelOf(
  { report, part, model }: ReportedModel,
  args: ReportArguments,
): Promise<CheckedModel & { readonly svgs: readonly string[] }> {
  const tensors = new Map((await model.storedContents()).tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const readable = part.tensors.filter((tensor) => !isUnread(tensor));
  const [failing, passing] = [true, false].map((fails) => readable.filter((one) => isViolated(one, args) === fails));
  const drawnCount = args.maps === undefined ? Math.min(failing.length, maxTextMaps) : maxSvgs;
  const maps: FailureMap[] = [];
  const svgs: string[] = [];
  for (const [i, reported] of [...failing, ...passing].slice(0, drawnCount).entries()) {
    const tensor = tensors.get(tensorKey(reported))!;
    const analysis = await model.analysisOf(tensor, args.pattern);
    if (i < Math.min(failing.length, maxTextMaps)) maps.push(failureMap(reported, analysis, args));
    // Loaded on demand, because drawing needs d3.
    if (args.maps !== undefined)
      svgs.push(await (await import('./mapsPage')).mapSvg(tensor, analysis, report.model.name));
  }
  return { report, part, maps, svgs };
}

/** Where blocks break the pattern, or else where the non-zero weights are. */
function failureMap(tensor: TensorReport, { mask, summary }: TimedAnalysis, args: ReportArguments): FailureMap {
  const overview = overviewOf(mask, summary);
  const first = args.judgesPattern ? violationAt(summary.violations, 0) : undefined;
  if (!first || !overview.violating)
    return { tensor, map: textMapOf(overview, overview.shares), of: 'non-zero weights', first: undefined };
  const width = blockSizeOf(args.pattern).columns;
  const columns = [first.block * width, Math.min((first.block + 1) * width, mask.columnCount)] as const;
  return {
    tensor,
    map: textMapOf(overview, overview.violating),
    of: 'broken blocks',
    first: { row: first.row, columns },
  };
}
