import { format } from 'd3';
import type { ArithmeticChange } from '../../run/arithmetic';
import type { Accuracy, ComparedOutput } from '../../run/runBoth';
import { shapeText } from '../../run/runTensor';
import type { BothReport } from '../../run/runWorkerApi';
import { percent } from '../../sparsity/verdict';
import { reasonTexts, runTexts } from '../texts/run';
import { OutputPlot } from './OutputPlot';
import { relativeText } from './relativeText';

const formatFigure = format('.4~g');

// Further outputs are folded.
const maxOpen = 4;

/** How the outputs of two models differ, and why. */
export function BothResult({ report }: { report: BothReport }) {
  const { examples, outputs, accuracy } = report;
  return (
    <section className="run-result" aria-label={runTexts.results}>
      <p role="status">{runTexts.ran(examples)}</p>
      {accuracy && <AccuracyFacts accuracy={accuracy} />}
      <Reasons report={report} />
      {[...outputs.entries()].map(([place, output]) => (
        <details key={place} open={place < maxOpen}>
          <summary>{runTexts.output(output.name, output.type, shapeText(output.shape))}</summary>
          <OutputFacts output={output} />
          <OutputPlot output={output} />
        </details>
      ))}
    </section>
  );
}

function AccuracyFacts({ accuracy: { labeled, before, after } }: { accuracy: Accuracy }) {
  const right = (count: number) => runTexts.right(percent(count / labeled), count, labeled);
  return (
    <dl className="facts-list" aria-label={runTexts.accuracy}>
      <dt>{`${runTexts.accuracy}, ${runTexts.before}`}</dt>
      <dd data-accuracy="before">{right(before)}</dd>
      <dt>{`${runTexts.accuracy}, ${runTexts.after}`}</dt>
      <dd data-accuracy="after">{right(after)}</dd>
    </dl>
  );
}

function Reasons({ report: { outputs, changes } }: { report: BothReport }) {
  if (outputs.every(({ differences }) => differences.changed === 0)) return <p>{reasonTexts.equal}</p>;
  if (!changes) return <p>{reasonTexts.otherOperators}</p>;
  if (changes.length === 0) return <p>{reasonTexts.sameWay}</p>;
  return (
    <p>
      {changes.map(({ operators, before, after }) => reasonTexts.change(operators, before, after)).join(' ')}
      {changes.some(isSparse) && ` ${reasonTexts.rounding}`}
    </p>
  );
}

function isSparse({ before, after }: ArithmeticChange): boolean {
  return `${before} ${after}`.includes('sparse');
}

function OutputFacts({ output: { differences, type } }: { output: ComparedOutput }) {
  const { values, changed, largest, mean, relative, cosine, rows, agreeing, notFinite } = differences;
  const figure = (value: number | undefined) => (value === undefined ? runTexts.none : formatFigure(value));
  const unit = type.includes('FLOAT') ? '' : ` ${runTexts.steps}`;
  return (
    <dl className="facts-list">
      <dt>{runTexts.bits}</dt>
      <dd data-figure="bits">
        {changed === 0 ? runTexts.allBits(values) : runTexts.someBits(values - changed, values)}
      </dd>
      <dt>{runTexts.largest}</dt>
      <dd data-figure="largest">{`${figure(largest)}${unit}`}</dd>
      <dt>{runTexts.mean}</dt>
      <dd data-figure="mean">{`${figure(mean)}${unit}`}</dd>
      <dt title={runTexts.relativeTitle}>{runTexts.relative}</dt>
      <dd data-figure="relative">{relative === undefined ? runTexts.none : relativeText(relative)}</dd>
      <dt>{runTexts.cosine}</dt>
      <dd data-figure="cosine">{cosine === undefined ? runTexts.none : cosine.toFixed(6)}</dd>
      {rows > 0 && (
        <>
          <dt title={runTexts.classTitle}>{runTexts.class}</dt>
          <dd data-figure="class">{runTexts.right(percent(agreeing / rows), agreeing, rows)}</dd>
        </>
      )}
      {notFinite > 0 && (
        <>
          <dt>{runTexts.notFinite}</dt>
          <dd data-figure="not-finite">{runTexts.notFiniteCount(notFinite)}</dd>
        </>
      )}
    </dl>
  );
}
