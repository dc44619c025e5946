import { useRef, useState } from 'react';
import { type Colouring, colourings } from '../heatmap/colouring';
import { layoutsOf, parseView, viewOf, viewText } from '../sparsity/matrixView';
import { type Pattern, parsePattern, patternText } from '../sparsity/pattern';
import { selectedWeight } from '../state/store';
import { useActions, useApp } from './appContext';
import { useLend } from './hands';

export const colouringNames: Readonly<Record<Colouring, string>> = {
  nonzero: 'zero or not',
  density: 'density of 4 × 4',
  blocks: 'count in each block',
};

/** What is looked for, how the tensor is laid out, and what the colours say. */
export function MapControls() {
  return (
    <div className="map-controls">
      <PatternControl />
      <ViewControl />
      <ColourControl />
    </div>
  );
}

/** `at least [2] zeros in every [4]`: a pattern is said, not coded. */
function PatternControl() {
  const pattern = useApp((state) => state.pattern);
  // Typed anew when the pattern changes from elsewhere, by a link.
  return <PatternFields key={patternText(pattern)} pattern={pattern} />;
}

function PatternFields({ pattern }: { pattern: Pattern }) {
  const { choosePattern } = useActions();
  const [zeros, setZeros] = useState(String(pattern.zeros));
  const [of, setOf] = useState(String(pattern.of));
  const typed = parsePattern(`${zeros},${of}`);
  const first = useRef<HTMLInputElement>(null);
  useLend({ focusPattern: () => first.current?.select() });

  function type(nextZeros: string, nextOf: string): void {
    setZeros(nextZeros);
    setOf(nextOf);
    const next = parsePattern(`${nextZeros},${nextOf}`);
    if (next && patternText(next) !== patternText(pattern)) void choosePattern(next);
  }

  return (
    <fieldset className="pattern-control">
      <legend>Pattern</legend>
      at least{' '}
      <input
        ref={first}
        type="number"
        min={1}
        max={63}
        value={zeros}
        aria-label="Zeros in every block"
        aria-invalid={!typed}
        onChange={(event) => type(event.target.value, of)}
      />{' '}
      zeros in every{' '}
      <input
        type="number"
        min={2}
        max={64}
        value={of}
        aria-label="Weights of a block"
        aria-invalid={!typed}
        onChange={(event) => type(zeros, event.target.value)}
      />
      {!typed && (
        <span className="failed" role="status">
          {patternProblem(zeros, of)}
        </span>
      )}
    </fieldset>
  );
}

function patternProblem(zeros: string, of: string): string {
  return `${zeros || 'nothing'} of ${of || 'nothing'} is no pattern: expected 1 or more zeros, fewer than the block has weights, and blocks of 2 to 64.`;
}

function ViewControl() {
  const weight = useApp(selectedWeight);
  const choice = useApp((state) => state.view);
  const { chooseView } = useActions();
  if (!weight) return null;
  const layouts = layoutsOf(weight);
  const { layout, transposed } = viewOf(weight, choice);
  return (
    <span className="view-control">
      {layouts.length > 1 && (
        <label>
          View{' '}
          <select
            value={viewText({ layout, transposed: false })}
            onChange={(event) => void chooseView({ ...parseView(event.target.value), transposed })}
          >
            {layouts.map((offered) => {
              const text = viewText({ layout: offered, transposed: false });
              return (
                <option key={text} value={text}>
                  {layoutName(offered)}
                </option>
              );
            })}
          </select>
        </label>
      )}
      <label>
        <input
          type="checkbox"
          checked={transposed}
          onChange={(event) => void chooseView({ layout: choice.layout, transposed: event.target.checked })}
        />{' '}
        transposed
      </label>
    </span>
  );
}

export function layoutName(layout: ReturnType<typeof layoutsOf>[number]): string {
  if (layout === 'rows') return '[out × h × w, in]';
  if (layout === 'filters') return '[out, h × w × in]';
  return `[out, in] at h ${layout.h}, w ${layout.w}`;
}

function ColourControl() {
  const colouring = useApp((state) => state.colouring);
  const { chooseColouring } = useActions();
  return (
    <label>
      Colour{' '}
      <select value={colouring} onChange={(event) => chooseColouring(event.target.value as Colouring)}>
        {colourings.map((name) => (
          <option key={name} value={name}>
            {colouringNames[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
