import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { reviewHtml, reviewOf } from '../exports/reviewFile';
import { patternText } from '../sparsity/pattern';
import type { ReportInput, SparsityReport } from '../sparsity/report';
import { UsageError } from './arguments';

// The folders dist/ and dist-cli/ are siblings, in the repository and in the published package.
const viewerPath = fileURLToPath(new URL('../dist/review-viewer.js', import.meta.url));

/**
 * Reports on a model, and writes a review file.
 * @throws UsageError if the file cannot be written, or if the viewer is missing
 */
export async function writeReview(input: ReportInput, path: string): Promise<SparsityReport> {
  const review = await reviewOf(input);
  const viewer = await readFile(viewerPath, 'utf8').catch(() => {
    throw new UsageError(`--html: the viewer ${viewerPath} is missing; run npm run build`);
  });
  const pattern = patternText(review.report.pattern);
  const parts = await reviewHtml(review, pattern === '2,4' ? '' : `v=1&pattern=${pattern}`, viewer);
  await writeFile(path, parts.join('')).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`--html: the file cannot be written (${cause.code ?? cause.message})`);
  });
  return review.report;
}
