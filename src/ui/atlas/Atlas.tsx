import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { inOperatorOrder } from '../../heatmap/atlasSheet';
import { markColor, paletteOf } from '../../heatmap/palette';
import { patternName } from '../../sparsity/pattern';
import { formatCount, judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import type { ViolationMark } from '../../sparsity/violationMark';
import { tensorMark } from '../../state/requirement';
import { elementCount, operatorText, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { type CommandTargets, useRegister } from '../commands/commandTargets';
import { MapFrame } from '../map/MapFrame';
import { useApp, useAppValue } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { useStatusCounts } from '../tensors/useTensorRows';
import { atlasTexts } from '../texts/atlas';
import { statusFilterName } from '../texts/tensors';
import { type AtlasController, atlasController } from './atlasController';

const noTensors: readonly WeightTensor[] = [];

/** All weight tensors on one sheet: a canvas that the controller draws on. */
export function Atlas({ legend, toggleLegend }: { legend: boolean; toggleLegend(): void }) {
  const { store, actions } = useAppValue();
  const contents = useApp((state) => state.model?.contents);
  const canvas = useRef<HTMLCanvasElement>(null);
  const controller = useRef<AtlasController>(undefined);
  const tensors = useMemo(() => inOperatorOrder(contents?.tensors ?? []), [contents]);
  const [hovered, setHovered] = useState<WeightTensor>();
  const [focused, setFocused] = useState<WeightTensor>();
  const theme = useTheme();

  useEffect(() => {
    const onChoose = (tensor: WeightTensor) => void actions.select(tensorKey(tensor));
    const created = atlasController(canvas.current!, store, tensors, setHovered, onChoose);
    controller.current = created;
    return () => created.destroy();
  }, [store, actions, tensors]);

  useEffect(() => controller.current?.setTheme(theme), [theme]);
  useFocusTransfer(canvas);

  const atlas: NonNullable<CommandTargets['atlas']> = {
    pan: (columns, rows) => controller.current?.pan(columns, rows),
    zoomBy: (factor) => controller.current?.zoomBy(factor),
    fit: () => controller.current?.fit(),
    focusBy: (step) => setFocused(controller.current?.focusBy(step)),
    selectFocused() {
      const tensor = controller.current?.focused();
      if (tensor) void actions.select(tensorKey(tensor));
    },
  };
  useRegister({ atlas });

  return (
    <MapFrame
      surface={
        <div className="map-surface atlas-surface">
          <canvas ref={canvas} role="img" aria-label={atlasTexts.label(tensors.length)} tabIndex={0} />
        </div>
      }
      legend={legend && <AtlasLegend />}
      toggleLegend={toggleLegend}
      readout={<AtlasReadout hovered={hovered} focused={focused} />}
      zoomBy={atlas.zoomBy}
      fit={atlas.fit}
      fitTitle={atlasTexts.fitTitle}
    />
  );
}

/** Keeps the focus on the surface when the atlas replaces the map, and back. */
function useFocusTransfer(canvas: { readonly current: HTMLCanvasElement | null }): void {
  useLayoutEffect(() => {
    const here = canvas.current!;
    const isUnfocused = () => document.activeElement === document.body || document.activeElement === null;
    if (isUnfocused()) here.focus({ preventScroll: true });
    return () => {
      if (document.activeElement !== here) return;
      requestAnimationFrame(() => {
        const map = document.querySelector<HTMLElement>('.map-surface canvas[role="img"]');
        if (isUnfocused()) map?.focus({ preventScroll: true });
      });
    };
  }, [canvas]);
}

/** The heading above the sheet: the number of tensors, and how many have each status. */
export function AtlasHeading() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? noTensors;
  const pattern = patternName(useApp((state) => state.pattern));
  const counts = useStatusCounts(tensors);
  const unread = tensors.length - [...counts.values()].reduce((sum, { count }) => sum + count, 0);
  const tally = [...counts]
    .map(([status, { count }]) => `${statusFilterName(status, pattern)}: ${formatCount(count)}`)
    .concat(unread > 0 ? [`${atlasTexts.notRead}: ${formatCount(unread)}`] : [])
    .join(' · ');
  return (
    <>
      <h2 title={atlasTexts.explanation}>{atlasTexts.heading(tensors.length)}</h2>
      <p className="quiet" title={tally}>
        {tally}
      </p>
    </>
  );
}

function AtlasReadout({ hovered, focused }: { hovered: WeightTensor | undefined; focused: WeightTensor | undefined }) {
  return (
    <div className="readout">
      {hovered ? <TensorReadout tensor={hovered} /> : !focused && <span className="quiet">{atlasTexts.hint}</span>}
      <span className="announced" role="status">
        {!hovered && focused && <TensorReadout tensor={focused} />}
      </span>
    </div>
  );
}

/** Name, size, sparsity and verdict of a tensor. */
function TensorReadout({ tensor }: { tensor: WeightTensor }) {
  const result = useApp((state) => state.results.get(tensorKey(tensor)));
  const pattern = useApp((state) => state.pattern);
  const elements = elementCount(tensor);
  return (
    <>
      <span>
        <b>{tensor.name || atlasTexts.noName}</b>
      </span>{' '}
      <span>
        {operatorText(tensor)} {formatCount(tensor.rowCount)} × {formatCount(tensor.columnCount)}
      </span>{' '}
      {result?.phase === 'done' ? (
        <>
          {elements > 0 && <span>{atlasTexts.zeros(percent(1 - result.counts.nonzeros / elements))}</span>}{' '}
          <span>{verdictText(judgedTensor(tensor, result.counts, pattern), pattern)}</span>
        </>
      ) : (
        <span className="quiet">
          {result?.phase === 'failed' ? atlasTexts.failedBecause(result.message) : atlasTexts.notReadHint}
        </span>
      )}
    </>
  );
}

/** How tensors of the model are marked. */
function useMarks(): ViolationMark[] {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? noTensors;
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const required = useApp((state) => state.required);
  const goal = useApp((state) => state.goal);
  const marks = new Set(tensors.map((tensor) => tensorMark(tensor, { results, pattern, required, goal })));
  return violationMarks.filter((mark) => marks.has(mark));
}

const violationMarks: readonly ViolationMark[] = ['nearly', 'required'];

function AtlasLegend() {
  const theme = useTheme();
  const palette = paletteOf(theme);
  const marks = useMarks();
  const unread = useApp(({ results }) => [...results.values()].some(({ phase }) => phase === 'waiting'));
  return (
    <div className="legend">
      <span className="key">
        <i style={{ background: palette.zero }} /> {atlasTexts.legendZeros}
      </span>
      <span className="key">
        <i style={{ background: palette.nonzero }} /> {atlasTexts.legendNonzeros}
      </span>
      {marks.map((mark) => (
        <span key={mark} className="key" data-mark={mark}>
          <i style={{ border: `2px solid ${markColor(mark, theme)}` }} /> {atlasTexts.legendMarks[mark]}
        </span>
      ))}
      {unread && (
        <span className="key">
          <i className="unread" /> {atlasTexts.notRead}
        </span>
      )}
    </div>
  );
}
