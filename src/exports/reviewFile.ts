import { base64Pieces, deflated } from '../bytes/deflate';
import { throwIfCancelled } from '../modelError';
import { coverageText } from '../sparsity/coverageText';
import { modelSummary, modelSummaryLines } from '../sparsity/modelSummary';
import { isBlockPattern, type Pattern, patternDescription } from '../sparsity/pattern';
import { type ReportInput, reportOn, type SparsityReport, type TensorReport } from '../sparsity/report';
import { statusLabel, statusName } from '../sparsity/statusText';
import { formatCount, percent } from '../sparsity/verdict';
import type { ModelContents } from '../tflite/weights/modelContents';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { escapeMarkup } from './escapeMarkup';

/** Contents of a review file without the viewer: the report and the masks. */
export type ReviewContents = Pick<ModelContents, 'constants' | 'operators' | 'unreadableOperators'> & {
  readonly report: SparsityReport;
  /** In the order of the report's tensors. */
  readonly tensors: readonly WeightTensor[];
  /** The masks of all readable tensors, packed as by packedMask, concatenated and deflated. */
  readonly masks: Uint8Array<ArrayBuffer>;
};

/** The JSON of a review file. The masks are stored separately. Plain data. */
export type ReviewData = Omit<ReviewContents, 'masks'> & {
  /** Fragment of the link to the view when the file was made, without `#`. */
  readonly fragment: string;
};

/**
 * Reads each weight tensor of a model once, for its report and its mask.
 * @throws ModelError `cancelled`
 */
export async function reviewOf(input: ReportInput): Promise<ReviewContents> {
  const stream = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = stream.writable.getWriter();
  const masks = deflated(stream.readable);
  const report = await reportOn(input, (mask) => writer.write(mask));
  await writer.close();
  throwIfCancelled(input.signal);
  const { tensors, constants, operators, unreadableOperators } = await input.model.storedContents(input.signal);
  return {
    ...{ report, tensors, constants, operators },
    ...(unreadableOperators && { unreadableOperators }),
    masks: await masks,
  };
}

/** Ids of the elements with the contents. */
export const reviewTags = { data: 'review-data', masks: 'review-masks', viewer: 'review-viewer' } as const;

// The viewer can run scripts from the file, and cannot access the network.
const policy =
  "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * A self-contained HTML page that shows a report and its maps. Returned as pieces of text, because a single string could be too long.
 * @param viewer the script built from entries/review.tsx
 */
export async function reviewHtml(
  { masks, ...contents }: ReviewContents,
  fragment: string,
  viewer: string,
): Promise<string[]> {
  const { report } = contents;
  const data: ReviewData = { ...contents, fragment };
  const packedViewer = await deflated(new Blob([viewer]).stream());
  return [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(report.model.name)} · Prunescope review</title>
</head>
<body>
<div id="root">
${plainReport(report)}
</div>
<script type="application/json" id="${reviewTags.data}">${scriptSafe(JSON.stringify(data))}</script>
<script type="text/plain" id="${reviewTags.masks}">`,
    ...base64Pieces(masks),
    `</script>
<script type="text/plain" id="${reviewTags.viewer}">`,
    ...base64Pieces(packedViewer),
    `</script>
<script>${boot}</script>
</body>
</html>
`,
  ];
}

// Unpacks and runs the viewer. In browsers that do not support it, the plain table remains.
const boot = `(async () => {
  if (!window.DecompressionStream) return;
  const text = document.getElementById('${reviewTags.viewer}').textContent;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const unpacked = await new Response(stream).blob();
  const script = document.createElement('script');
  script.src = URL.createObjectURL(new Blob([unpacked], { type: 'text/javascript' }));
  document.body.append(script);
})();`;

/** Report for mail previews and browsers without scripts. */
function plainReport({ model, pattern, coverage, tensors }: SparsityReport): string {
  const rows = tensors.map((tensor) => {
    const name = `${tensorKey(tensor)} ${tensor.name}`;
    const cells = [name, tensor.shape.join(' × '), tensor.type, ...countCells(tensor, pattern)];
    return `<tr>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`;
  });
  const answer = modelSummaryLines(modelSummary(tensors, coverage), pattern);
  return `<h1>${escapeMarkup(model.name)}</h1>
<p>SHA-256 ${escapeMarkup(model.sha256)}; ${escapeMarkup(patternDescription(pattern))}</p>
${answer.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}
<table><tr><th>tensor</th><th>shape</th><th>type</th><th>zeros</th><th>status</th></tr>
${rows.join('\n')}
</table>
<p>${escapeMarkup(coverageText(coverage))}</p>
<p>The maps need a browser of 2023 or later, with JavaScript.</p>`;
}

function countCells(tensor: TensorReport, pattern: Pattern): string[] {
  if ('error' in tensor) return ['', `${statusLabel.unreadable}: ${tensor.error.message}`];
  const { elements, nonzeros, blocks, conformingBlocks, conforms, status, structure, shareOfZeros } = tensor;
  const count = blocks - conformingBlocks;
  const violating =
    !conforms && status !== 'not-applicable' && `${formatCount(count)} violating ${count === 1 ? 'block' : 'blocks'}`;
  const inBlocks = status !== 'too-short' && `${percent(shareOfZeros ?? 0)} of the zeros in all-zero blocks`;
  const details = isBlockPattern(pattern) ? inBlocks : violating;
  const name = statusName(status, pattern, structure);
  return [elements === 0 ? '' : percent((elements - nonzeros) / elements), details ? `${name} (${details})` : name];
}

/** Escapes JSON for a script element. */
function scriptSafe(json: string): string {
  return json.replace(/[<>\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
