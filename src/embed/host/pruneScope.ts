import type { SparsityReport } from '../../sparsity/report';
import { type View, viewAttributes, viewOfAttributes } from '../viewFields';
import { addressOf, isOfPage } from './addresses';
import { AttributedElement } from './attributes';
import { type FrameSession, frameSession } from './frameSession';
import { sizeAt } from './hostModel';
import { watchHostTheme } from './hostTheme';
import { whenNear } from './nearViewport';
import { type Parts, partsIn } from './parts';

// A fallback of at least this height sets the height of the map, CSS pixels.
const minFallbackHeight = 200;
const modelNames = ['src', 'member', 'file'];
// Larger models load after a click, bytes.
const clickAbove = 20_000_000;

/**
 * An interactive map of the zeros of a `.tflite` model, in a frame. The content of the tag is shown until the map is drawn.
 *
 * @tag prune-scope
 * @attr src - URL of the model. The tag reads models of the page's origin, the frame reads any other.
 * @attr bytes - Size of a model of another origin; above 20 MB it loads after a click.
 * @attr member - Name of the model in a bundle.
 * @attr tensor - Subgraph and tensor, such as `0:5`.
 * @attr tensor-name - Name of the tensor, used if its index changed.
 * @attr rows - Rows of the window, such as `0:24`, end exclusive.
 * @attr columns - Columns of the window, such as `0:24`, end exclusive.
 * @attr pattern - `2,4`: at least 2 zeros in every 4; or `block:1x4`.
 * @attr view - Layout of rows and columns.
 * @attr color - nonzero, density, blocks, magnitude or quantile.
 * @attr threshold - Weights of at most this magnitude count as zero.
 * @attr engine - cpu, wasm or webgpu.
 * @attr note - A note, in the syntax of links.
 * @attr title - Accessible name of the map.
 * @attr theme - auto (as the page), light or dark.
 * @attr loading - lazy (near the viewport) or eager.
 * @attr height - CSS pixels, or `content`.
 * @attr frame - URL of embed.html. Default: in the folder of this script.
 * @fires load - The first map of a model is drawn. `detail`: LoadDetail
 * @fires error - The model or a tensor cannot be shown. `detail`: ErrorDetail
 * @fires viewchange - The reader moved the map or selected another tensor. `detail`: ViewChangeDetail
 * @slot - Fallback, shown until the map is drawn and where scripts do not run.
 * @cssprop --prunescope-height - Height without the attribute. Default: that of the fallback if it is 200px or more, else 480px.
 * @cssprop --prunescope-zero - Color of zeros.
 * @cssprop --prunescope-nonzero - Color of non-zero weights.
 * @cssprop --prunescope-violation - Color of violating blocks.
 * @cssprop --prunescope-lines - Color of the lines between blocks.
 * @cssprop --prunescope-background - Background.
 * @cssprop --prunescope-ink - Text.
 * @cssprop --prunescope-accent - Links and focus.
 */
export class PruneScope extends AttributedElement {
  static readonly observedAttributes = [
    'src',
    'title',
    'theme',
    'height',
    'loading',
    'frame',
    'style',
    ...viewAttributes,
  ];

  #parts: Parts | undefined;
  /** Aborted when the tag is removed from the page. */
  #connected: AbortController | undefined;
  #session: FrameSession | undefined;
  /** Whether it came near the viewport, or loads eagerly. */
  #isNear = false;
  #file: File | null = null;
  /** The model whose size was checked, or is being checked: a `src` or a file. */
  #approached: string | File | undefined;
  /** The view on screen, where it differs from the attributes. */
  #view: View | undefined;
  /** Height of the content of the frame, CSS pixels. */
  #contentHeight: number | undefined;
  /** Height of the fallback when the script ran, CSS pixels. Keeping it avoids a shift of the page. */
  #fallbackHeight: number | undefined;
  readonly #changed = new Set<string>();

  connectedCallback(): void {
    const { height = 0 } = this.firstElementChild?.getBoundingClientRect() ?? {};
    if (!this.#parts && height >= minFallbackHeight) this.#fallbackHeight = height;
    this.#parts ??= partsIn(this);
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    watchHostTheme(() => this.#session?.sendTheme(), signal);
    this.#setHeight();
    whenNear(this, signal, () => void this.#approach());
    if (this.loading === 'eager') void this.#approach();
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#connected = undefined;
    this.#isNear = false;
    this.#removeFrame('The map was removed from the page.');
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    // The attributes replace the view on screen. A loaded map sends its new view itself.
    const isAnother = modelNames.includes(name);
    if (isAnother || (viewAttributes.includes(name) && !this.#session?.isLoaded())) this.#view = undefined;
    if (!this.#connected) return;
    if (name === 'height') this.#setHeight();
    else if (name === 'title') this.#session?.nameFrame();
    else if (name === 'theme' || name === 'style') this.#session?.sendTheme();
    else if (name === 'loading' && after === 'eager') void this.#approach();
    else this.#change(name);
  }

  /** A model that the page has, shown in place of `src`. Its bytes stay in the browser. */
  get file(): File | null {
    return this.#file;
  }

  set file(file: File | null) {
    if (file === this.#file) return;
    this.#file = file;
    this.#view = undefined;
    if (this.#connected) this.#change('file');
  }

  /** The view on screen; before the first map, the view of the attributes. */
  get shown(): View {
    return this.#view ?? viewOfAttributes(this);
  }

  /**
   * Shows another tensor, window, pattern or coloring of the model. Fields that are left out have the defaults of links; without a tensor the one
   * on screen stays.
   */
  setView(view: View): void {
    // A loaded map sends its new view itself, without what it cannot show.
    if (!this.#session?.isLoaded()) this.#view = { ...view };
    this.#session?.setView(view);
  }

  /** The report of version 1 on the model, for the pattern on screen. Loads the map if necessary. @throws Error */
  report(): Promise<SparsityReport> {
    if (!this.#connected) return Promise.reject(new Error('The tag is not in the page.'));
    if (!this.#session) this.#begin();
    return this.#session!.report();
  }

  /** What is set in one task is one change. */
  #change(name: string): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#follow());
    this.#changed.add(name);
  }

  /** Applies the attributes that changed. */
  #follow(): void {
    const names = [...this.#changed];
    this.#changed.clear();
    if (!this.#connected) return;
    if (names.includes('frame')) this.#removeFrame('The URL of the frame changed.');
    if (names.some((name) => name === 'frame' || modelNames.includes(name))) {
      this.#session?.leaveModel();
      this.#approached = undefined;
      if (this.#isNear) void this.#approach();
    } else if (this.#session && names.length > 0) this.setView(viewOfAttributes(this));
  }

  /** Loads a small model; offers a button for a large one. */
  async #approach(): Promise<void> {
    this.#isNear = true;
    const model = this.#model;
    // A framework may set src later.
    if (model === null || model === this.#approached) return;
    if (model === this.#file) return this.#begin();
    this.#approached = model;
    const { signal } = this.#connected!;
    const address = addressOf(this, 'src');
    const size = Number(this.bytes) || (address && isOfPage(address) ? await sizeAt(address, signal) : undefined);
    // The tag was removed, or the model changed, in the meantime.
    if (signal.aborted || model !== this.#approached) return;
    if (!size || size <= clickAbove) return this.#begin();
    this.#parts!.prompt(`This model has ${(size / 1e6).toFixed(1)} MB.`, 'Show the map', () => {
      this.#begin();
      this.#session!.focus();
    });
  }

  get #model(): string | File | null {
    return this.#file ?? this.src;
  }

  #begin(): void {
    this.#approached = this.#model ?? undefined;
    this.#session ??= frameSession(addressOf(this, 'frame') ?? besideThisScript(), {
      element: this,
      parts: this.#parts!,
      file: () => this.#file,
      requestedView: () => this.shown,
      onView: (view) => {
        this.#view = view;
      },
      onHeight: (height) => {
        this.#contentHeight = height;
        this.#setHeight();
      },
      dispatch: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
    });
    void this.#session.open();
  }

  #removeFrame(why: string): void {
    this.#session?.remove(why);
    this.#session = undefined;
    this.#approached = undefined;
  }

  #setHeight(): void {
    const requested = this.height === 'content' ? this.#contentHeight : Number(this.height);
    const isStyled = getComputedStyle(this).getPropertyValue('--prunescope-height') !== '';
    const pixels = requested && requested > 0 ? requested : isStyled ? undefined : this.#fallbackHeight;
    this.#parts?.setHeight(pixels === undefined ? undefined : `${pixels}px`);
  }
}

function besideThisScript(): string {
  const here = import.meta.url;
  return new URL('embed.html', here).href;
}
