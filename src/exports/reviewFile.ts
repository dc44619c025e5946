import { base64Pieces, deflated } from '../bytes/deflate';
import { throwIfCancelled } from '../modelError';
import { type Pattern, patternInWords } from '../sparsity/pattern';
import { type ReportedModel, reportOn, type Sha256, type SparsityReport, type TensorReport } from '../sparsity/report';
import { formatCount, percent, verdictInShort, verdictOf } from '../sparsity/verdict';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { escapeMarkup } from './escapeMarkup';

/** What a review file holds beside the viewer: the report, and which weights of each tensor are zero. */
export type ReviewContents = {
  readonly report: SparsityReport;
  /** In the order of the report's tensors. */
  readonly tensors: readonly WeightTensor[];
  /** The masks of all tensors that could be read, packed as packedMask does, one behind the other, deflated. */
  readonly masks: Uint8Array<ArrayBuffer>;
};

/** What the file itself says of them; the masks lie beside it. Plain data. */
export type ReviewData = Pick<ReviewContents, 'report' | 'tensors'> & {
  /** Of the link to what was on screen, without `#`. */
  readonly fragment: string;
};

/**
 * Reads every weight tensor of a model once, for its report and its mask.
 * @param onTensor called with how many tensors are done
 * @throws ModelError `cancelled`
 */
export async function reviewOf(
  model: ReportedModel,
  modelSha256: string,
  pattern: Pattern,
  sha256: Sha256,
  signal?: AbortSignal,
  onTensor?: (done: number) => void,
): Promise<ReviewContents> {
  const stream = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = stream.writable.getWriter();
  const masks = deflated(stream.readable);
  const report = await reportOn(model, modelSha256, pattern, sha256, signal, onTensor, (mask) => writer.write(mask));
  await writer.close();
  throwIfCancelled(signal);
  return { report, tensors: model.contents.tensors, masks: await masks };
}

/** Of the tags that a review file keeps things in. */
export const reviewTags = { data: 'review-data', masks: 'review-masks', viewer: 'review-viewer' } as const;

// What the viewer may do: run what stands in the file, and nothing else; above all it can ask no network for anything.
const policy =
  "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:";

/**
 * The page as one file that needs nothing else, as pieces of text.
 * @param viewer the script that review.tsx is built to
 */
export async function reviewHtml(
  { report, tensors, masks }: ReviewContents,
  fragment: string,
  viewer: string,
): Promise<string[]> {
  const data: ReviewData = { report, tensors, fragment };
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

// Unpacks the viewer and runs it. Where that cannot be, the report stays as a plain table.
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

/** What mail previews and browsers without scripts show. */
function plainReport({ model, pattern, tensors }: SparsityReport): string {
  const rows = tensors.map((tensor) => {
    const name = `${tensorKey(tensor)} ${tensor.name}`;
    const cells = [name, tensor.shape.join(' × '), tensor.type, ...figuresOf(tensor)];
    return `<tr>${cells.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join('')}</tr>`;
  });
  return `<h1>${escapeMarkup(model.name)}</h1>
<p>SHA-256 ${escapeMarkup(model.sha256)}; ${escapeMarkup(patternInWords(pattern))}</p>
<table><tr><th>tensor</th><th>shape</th><th>type</th><th>zeros</th><th>verdict</th></tr>
${rows.join('\n')}
</table>
<p>The maps need a browser with scripts and DecompressionStream (any of 2023 or later).</p>`;
}

function figuresOf(tensor: TensorReport): string[] {
  if ('error' in tensor) return ['', tensor.error.message];
  const { elements, nonzeros, blocks, conformingBlocks } = tensor;
  const count = blocks - conformingBlocks;
  const violating =
    verdictOf(tensor) === 'violates' ? ` (${formatCount(count)} ${count === 1 ? 'block' : 'blocks'})` : '';
  return [elements === 0 ? '' : percent(1 - nonzeros / elements), `${verdictInShort(tensor)}${violating}`];
}

/** JSON in a script's tag: nothing in it ends the tag or begins a comment. */
function scriptSafe(json: string): string {
  return json.replace(/[<>\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
