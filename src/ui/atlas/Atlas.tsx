import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { inOperatorOrder } from '../../heatmap/atlasSheet';
import { paletteOf } from '../../heatmap/palette';
import { formatCount, judgedTensor, percent, verdictInShort, verdictInWords, verdictOf } from '../../sparsity/verdict';
import { elementCount, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp, useAppValue } from '../shell/appContext';
import { formatOperators } from '../shell/formatting';
import { useTheme } from '../shell/theme';
import { type AtlasController, atlasController } from './atlasController';

/** All weight tensors on one sheet, each at its own shape: a canvas that the controller draws on. */
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
    const goIn = (tensor: WeightTensor) => void actions.select(tensorKey(tensor));
    const made = atlasController(canvas.current!, store, tensors, setHovered, goIn);
    controller.current = made;
    return () => made.destroy();
  }, [store, actions, tensors]);

  useEffect(() => controller.current?.setTheme(theme), [theme]);
  useFocusHandedOn(canvas);

  function goTo(step: number): void {
    setFocused(controller.current?.focusBy(step));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.shiftKey ? 0.5 : 0.1;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => controller.current?.pan(-step, 0),
      ArrowRight: () => controller.current?.pan(step, 0),
      ArrowUp: () => controller.current?.pan(0, -step),
      ArrowDown: () => controller.current?.pan(0, step),
      '+': () => controller.current?.zoomBy(1.5),
      '=': () => controller.current?.zoomBy(1.5),
      '-': () => controller.current?.zoomBy(1 / 1.5),
      '0': () => controller.current?.fit(),
      n: () => goTo(1),
      p: () => goTo(-1),
      Enter: () => {
        const tensor = controller.current?.focused();
        if (tensor) void actions.select(tensorKey(tensor));
      },
      Escape: () => actions.showAtlas(false),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  return (
    <>
      <div className="map-surface atlas-surface">
        <canvas
          ref={canvas}
          role="img"
          aria-label={`Atlas of ${tensorCountText(tensors.length)}; keys n and p go to the next and the previous one, Enter shows its map`}
          tabIndex={0}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="map-bar">
        <AtlasReadout hovered={hovered} focused={focused} />
        <div className="map-tools">
          <button
            type="button"
            onClick={() => controller.current?.zoomBy(1.5)}
            aria-label="Zoom in"
            title="Zoom in (+)"
          >
            +
          </button>
          <button
            type="button"
            onClick={() => controller.current?.zoomBy(1 / 1.5)}
            aria-label="Zoom out"
            title="Zoom out (-)"
          >
            −
          </button>
          <button type="button" onClick={() => controller.current?.fit()} title="The whole sheet (0)">
            Fit
          </button>
        </div>
      </div>
      <AtlasLegend />
    </>
  );
}

/** Whoever moves by keys stays on the surface, from the map to the atlas and back. */
function useFocusHandedOn(canvas: { readonly current: HTMLCanvasElement | null }): void {
  useLayoutEffect(() => {
    const here = canvas.current!;
    const nobody = () => document.activeElement === document.body || document.activeElement === null;
    if (nobody()) here.focus({ preventScroll: true });
    return () => {
      if (document.activeElement !== here) return;
      requestAnimationFrame(() => {
        const map = document.querySelector<HTMLElement>('.map-surface canvas[role="img"]');
        if (nobody()) map?.focus({ preventScroll: true });
      });
    };
  }, [canvas]);
}

/** What stands above the sheet: how many tensors there are, and what the pattern says of them. */
export function AtlasHeading() {
  const tensors = useApp((state) => state.model?.contents.tensors) ?? [];
  return (
    <div className="atlas-heading">
      <h2>Atlas of {tensorCountText(tensors.length)}</h2>
      <p className="quiet">All at one scale, each in its own rows and columns, in the order of the operators</p>
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
        ? verdictInShort(judgedTensor(tensor, result.counts, pattern))
        : result?.phase === 'failed'
          ? 'cannot be read'
          : 'not read yet';
    tally.set(word, (tally.get(word) ?? 0) + 1);
  }
  const text = ['violates', 'conforms', 'trivial', 'not applicable', 'cannot be read', 'not read yet']
    .filter((word) => tally.has(word))
    .map((word) => `${word}: ${formatCount(tally.get(word)!)}`)
    .join(' · ');
  return <p>{text}</p>;
}

function AtlasReadout({ hovered, focused }: { hovered: WeightTensor | undefined; focused: WeightTensor | undefined }) {
  return (
    <div className="readout">
      {hovered ? (
        <TensorReadout tensor={hovered} />
      ) : (
        !focused && (
          <span className="quiet">
            Wheel or pinch to zoom, drag to move, click a tensor for its map; keys: arrows, + − 0, n p, Enter
          </span>
        )
      )}
      <span className="announced" role="status">
        {!hovered && focused && <TensorReadout tensor={focused} />}
      </span>
    </div>
  );
}

/** A tensor in words: its sparsity, and what the pattern says of it. */
function TensorReadout({ tensor }: { tensor: WeightTensor }) {
  const result = useApp((state) => state.results.get(tensorKey(tensor)));
  const pattern = useApp((state) => state.pattern);
  const elements = elementCount(tensor);
  return (
    <>
      <span>
        <b>{tensor.name || 'no name'}</b>
      </span>{' '}
      <span>
        {formatOperators(tensor)} {formatCount(tensor.rowCount)} × {formatCount(tensor.columnCount)}
      </span>{' '}
      {result?.phase === 'done' ? (
        <>
          {elements > 0 && <span>{percent(1 - result.counts.nonzeros / elements)} zeros</span>}{' '}
          <span className={verdictOf(judgedTensor(tensor, result.counts, pattern))}>
            {verdictInWords(judgedTensor(tensor, result.counts, pattern), pattern)}
          </span>
        </>
      ) : (
        <span className="quiet">
          {result?.phase === 'failed' ? `cannot be read: ${result.message}` : 'not read yet; a click reads it'}
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
        <i style={{ background: palette.zero }} /> zeros
      </span>
      <span className="key">
        <i style={{ background: palette.nonzero }} /> non-zeros
      </span>
      <span className="key">
        <i style={{ border: `2px solid ${palette.violation}` }} /> violates the pattern: how many blocks, and dots where
        they lie
      </span>
      {unread && (
        <span className="key">
          <i className="unread" /> not read yet
        </span>
      )}
    </div>
  );
}

function tensorCountText(count: number): string {
  return `${formatCount(count)} weight ${count === 1 ? 'tensor' : 'tensors'}`;
}
