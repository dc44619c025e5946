import type { SparsityReport } from '../../sparsity/report';
import { type View, viewAttributes, viewOfAttributes } from '../viewFields';
import { addressOf, isOfPage } from './addresses';
import { AttributedElement } from './attributes';
import { type FrameSession, frameSession } from './frameSession';
import { sizeAt } from './hostModel';
import { watchHostTheme } from './hostTheme';
import { whenNear } from './nearness';
import { type Parts, partsIn } from './parts';

// A picture that is this high is as high as the map that takes its place, CSS pixels.
const leastPicture = 200;
const modelAttributes = ['src', 'member'];
// Models above this wait for a click, bytes.
const clickAbove = 20_000_000;

/**
 * A live map of the zeros of a `.tflite`, in a frame of its own; what is inside the tag is shown until it is drawn.
 *
 * @tag prune-scope
 * @attr src - Address of the model. One of the page's own origin is read by the tag, any other by the frame.
 * @attr bytes - Size of a model at another origin; above 20 MB it waits for a click.
 * @attr member - The model in a bundle.
 * @attr tensor - `0:5`: subgraph and tensor.
 * @attr tensor-name - Name of the tensor, which finds it in a rebuilt model.
 * @attr rows - `0:24`, end exclusive.
 * @attr columns - `0:24`, end exclusive.
 * @attr pattern - `2,4`: at least 2 zeros in every 4; or `block:1x4`.
 * @attr view - Which rows and columns the tensor is drawn as.
 * @attr color - nonzero, density, blocks, magnitude or quantile.
 * @attr threshold - Weights of at most this magnitude count as zero.
 * @attr engine - cpu, wasm or webgpu.
 * @attr note - A note on a weight, as links write it.
 * @attr title - What the map shows, for screen readers.
 * @attr theme - auto (as the page around it), light or dark.
 * @attr loading - lazy (near the viewport) or eager.
 * @attr height - CSS pixels, or `content`.
 * @attr frame - Address of embed.html; beside this script without it.
 * @fires load - The first map of a model is drawn. `detail`: LoadDetail
 * @fires error - Something cannot be shown. `detail`: ErrorDetail
 * @fires viewchange - The person moved the map, or chose another tensor. `detail`: ViewChangeDetail
 * @slot - What is shown until the map is there, and where scripts do not run.
 * @cssprop --prunescope-height - Height without the attribute: that of the picture inside, if it is 200px or more, else 480px.
 * @cssprop --prunescope-zero - Color of zeros.
 * @cssprop --prunescope-nonzero - Color of weights that are not zero.
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
  /** Ends all that the tag does on the page. */
  #connected: AbortController | undefined;
  #session: FrameSession | undefined;
  /** It came near the viewport, or was asked for. */
  #isNear = false;
  /** The src that was looked at, or is. */
  #approached: string | undefined;
  /** Where the person is now. */
  #view: View | undefined;
  /** CSS pixels that the frame would like to have. */
  #contentHeight: number | undefined;
  /** That of the picture that was there before the script was: what lies below must not jump. */
  #pictureHeight: number | undefined;
  readonly #changed = new Set<string>();

  connectedCallback(): void {
    const { height = 0 } = this.firstElementChild?.getBoundingClientRect() ?? {};
    if (!this.#parts && height >= leastPicture) this.#pictureHeight = height;
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
    this.#removeFrame('the map was taken out of the page');
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    // Where the person was is not what is asked for now. A map that is there says itself what it shows then.
    const isAnother = modelAttributes.includes(name);
    if (isAnother || (viewAttributes.includes(name) && !this.#session?.isLoaded())) this.#view = undefined;
    if (!this.#connected) return;
    if (name === 'height') this.#setHeight();
    else if (name === 'title') this.#session?.nameFrame();
    else if (name === 'theme' || name === 'style') this.#session?.sendTheme();
    else if (name === 'loading' && after === 'eager') void this.#approach();
    else {
      // Several attributes that are set one after the other are one change.
      if (this.#changed.size === 0) queueMicrotask(() => this.#follow());
      this.#changed.add(name);
    }
  }

  /** What is on screen now; before the first map what the attributes ask for. */
  get shown(): View {
    return this.#view ?? viewOfAttributes(this);
  }

  /**
   * Shows another tensor, window, pattern or coloring of the model. What the view leaves out is as in links the default; without a tensor it is
   * about the one on screen.
   */
  setView(view: View): void {
    // A map that is there says itself what it shows then: what cannot be shown is passed over.
    if (!this.#session?.isLoaded()) this.#view = { ...view };
    this.#session?.setView(view);
  }

  /** The report of version 1 on the model, for the pattern on screen. It brings the map if it is not there yet. */
  report(): Promise<SparsityReport> {
    if (!this.#connected) return Promise.reject(new Error('the tag is not in the page'));
    if (!this.#session) this.#begin();
    return this.#session!.report();
  }

  /** Shows what the attributes that changed ask for. */
  #follow(): void {
    const names = [...this.#changed];
    this.#changed.clear();
    if (!this.#connected) return;
    if (names.includes('frame')) this.#removeFrame('another frame was asked for');
    if (names.some((name) => name === 'frame' || modelAttributes.includes(name))) {
      this.#session?.forget();
      this.#approached = undefined;
      if (this.#isNear) void this.#approach();
    } else if (this.#session && names.length > 0) this.setView(viewOfAttributes(this));
  }

  /** It is near: small models begin, large ones wait for a click. */
  async #approach(): Promise<void> {
    this.#isNear = true;
    const { src } = this;
    // What builds a page piece by piece may name the model later.
    if (src === null || src === this.#approached) return;
    this.#approached = src;
    const { signal } = this.#connected!;
    const address = addressOf(this, 'src');
    const size = Number(this.bytes) || (address && isOfPage(address) ? await sizeAt(address, signal) : undefined);
    // Taken out, or told another model, meanwhile.
    if (signal.aborted || src !== this.#approached) return;
    if (!size || size <= clickAbove) return this.#begin();
    this.#parts!.ask(`The model has ${(size / 1e6).toFixed(1)} MB.`, 'Show the map', () => {
      this.#begin();
      this.#session!.focus();
    });
  }

  #begin(): void {
    this.#approached = this.src ?? undefined;
    this.#session ??= frameSession(addressOf(this, 'frame') ?? besideThisScript(), {
      element: this,
      parts: this.#parts!,
      wantedView: () => this.shown,
      moved: (view) => {
        this.#view = view;
      },
      wantsHeight: (height) => {
        this.#contentHeight = height;
        this.#setHeight();
      },
      tell: (type, detail) => this.dispatchEvent(new CustomEvent(type, { detail })),
    });
    void this.#session.open();
  }

  #removeFrame(why: string): void {
    this.#session?.remove(why);
    this.#session = undefined;
    this.#approached = undefined;
  }

  #setHeight(): void {
    const asked = this.height === 'content' ? this.#contentHeight : Number(this.height);
    const isStyled = getComputedStyle(this).getPropertyValue('--prunescope-height') !== '';
    const pixels = asked && asked > 0 ? asked : isStyled ? undefined : this.#pictureHeight;
    this.#parts?.setHeight(pixels === undefined ? undefined : `${pixels}px`);
  }
}

function besideThisScript(): string {
  const here = import.meta.url;
  return new URL('embed.html', here).href;
}
