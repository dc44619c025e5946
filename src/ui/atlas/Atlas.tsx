import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { inOperatorOrder } from '../../heatmap/atlasSheet';
import { paletteOf } from '../../heatmap/palette';
import { formatCount, judgedTensor, percent, shortVerdictText, verdictOf, verdictText } from '../../sparsity/verdict';
import { elementCount, operatorText, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { type CommandTargets, useRegister } from '../commands/commandTargets';
import { ZoomButtons } from '../map/ZoomButtons';
import { useApp, useAppValue } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { atlasTexts } from '../texts/atlas';
import { type AtlasController, atlasController } from './atlasController';

/** All weight tensors on one sheet, at one scale: a canvas that the controller draws on. */
export function Atlas() {
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
    <>
      <div className="map-surface atlas-surface">
        <canvas ref={canvas} role="img" aria-label={atlasTexts.label(tensors.length)} tabIndex={0} />
      </div>
      <div className="map-bar">
        <AtlasReadout hovered={hovered} focused={focused} />
        <div className="map-tools">
          <ZoomButtons zoomBy={atlas.zoomBy} fit={atlas.fit} fitTitle={atlasTexts.fitTitle} />
        </div>
      </div>
      <AtlasLegend />
    </>
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

/** The heading above the sheet: the number of tensors, and how many have each verdict. */
export function AtlasHeading() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? [];
  return (
    <div className="atlas-heading">
      <h2>{atlasTexts.heading(tensors.length)}</h2>
      <p className="quiet">{atlasTexts.explanation}</p>
      <Tally />
    </div>
  );
}

function Tally() {
  const tensors = useApp((state) => state.model?.contents.tensors);
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const tally = new Map<string, number>();
  for (const tensor of tensors ?? []) {
    const result = results.get(tensorKey(tensor));
    const word =
      result?.phase === 'done'
        ? shortVerdictText(judgedTensor(tensor, result.counts, pattern))
        : result?.phase === 'failed'
          ? atlasTexts.failed
          : atlasTexts.notRead;
    tally.set(word, (tally.get(word) ?? 0) + 1);
  }
  const text = ['violates', 'conforms', 'trivial', 'not applicable', atlasTexts.failed, atlasTexts.notRead]
    .filter((word) => tally.has(word))
    .map((word) => `${word}: ${formatCount(tally.get(word)!)}`)
    .join(' · ');
  return <p>{text}</p>;
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
          <span className={verdictOf(judgedTensor(tensor, result.counts, pattern))}>
            {verdictText(judgedTensor(tensor, result.counts, pattern), pattern)}
          </span>
        </>
      ) : (
        <span className="quiet">
          {result?.phase === 'failed' ? atlasTexts.failedBecause(result.message) : atlasTexts.notReadHint}
        </span>
      )}
    </>
  );
}

function AtlasLegend() {
  const palette = paletteOf(useTheme());
  const unread = useApp(({ results }) => [...results.values()].some(({ phase }) => phase === 'waiting'));
  return (
    <div className="legend">
      <span className="key">
        <i style={{ background: palette.zero }} /> {atlasTexts.legendZeros}
      </span>
      <span className="key">
        <i style={{ background: palette.nonzero }} /> {atlasTexts.legendNonzeros}
      </span>
      <span className="key">
        <i style={{ border: `2px solid ${palette.violation}` }} /> {atlasTexts.legendViolations}
      </span>
      {unread && (
        <span className="key">
          <i className="unread" /> {atlasTexts.notRead}
        </span>
      )}
    </div>
  );
}
