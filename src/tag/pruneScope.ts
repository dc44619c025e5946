import type { SparsityReport } from '../sparsity/report';
import { addressOf, isOfPage } from './addresses';
import { AttributedElement } from './attributes';
import type { ErrorDetail, LoadDetail, ViewChangeDetail } from './events';
import { type FrameLink, frameLink } from './frameLink';
import { bytesFor, type HostModel, hostModel, openMessage, sizeAt } from './hostModel';
import { wantedTheme, watchHostTheme } from './hostTheme';
import { type FromFrame, type Hearing, hearWith, type ToFrame } from './messages';
import { whenNear } from './nearness';
import { partsIn } from './parts';
import { reportsAsked } from './reportsAsked';
import { fragmentOf, type View, viewAttributes, viewOfAttributes, viewOfFragment } from './viewFields';

// Models above this wait for a click, bytes.
const clickAbove = 20_000_000;
// How long a frame may take to say that it is there, ms.
const longestSilence = 20_000;

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
 * @attr theme - auto (as the page around it), light or dark.
 * @attr loading - lazy (near the viewport) or eager.
 * @attr height - CSS pixels, or `content`.
 * @attr frame - Address of embed.html; beside this script without it.
 * @fires load - The first map of a model is drawn. `detail`: LoadDetail
 * @fires error - Something cannot be shown. `detail`: ErrorDetail
 * @fires viewchange - The person moved the map, or chose another tensor. `detail`: ViewChangeDetail
 * @slot - What is shown until the map is there, and where scripts do not run.
 * @cssprop --prunescope-height - Height without the attribute, 480px.
 * @cssprop --prunescope-zero - Colour of zeros.
 * @cssprop --prunescope-nonzero - Colour of weights that are not zero.
 * @cssprop --prunescope-violation - Colour of violating blocks.
 * @cssprop --prunescope-lines - Colour of the lines between blocks.
 * @cssprop --prunescope-background - Background.
 * @cssprop --prunescope-ink - Text.
 * @cssprop --prunescope-accent - Links and focus.
 */
export class PruneScope extends AttributedElement {
  static readonly observedAttributes = ['src', 'theme', 'height', 'loading', 'frame', 'style', ...viewAttributes];

  #parts: ReturnType<typeof partsIn> | undefined;
  /** Ends all that the tag does on the page. */
  #connected: AbortController | undefined;
  #frame: FrameLink | undefined;
  #isReady = false;
  /** It came near the viewport, or was asked for. */
  #isNear = false;
  /** The src that was looked at, or is. */
  #approached: string | undefined;
  /** Ends the opening of the model by the tag itself. */
  #opening = new AbortController();
  /** Counts what the frame was to open: what it still says of one before is not heard. */
  #opened = 0;
  /** Models of the page, by what they were opened as: the frame still reads from one while the next is on its way. */
  readonly #hostModels = new Map<number, HostModel>();
  /** What of these can be sent: a model of the page takes a while to be known. */
  #known = 0;
  #loaded = false;
  /** Why there is no map of this src. */
  #failure: string | undefined;
  /** Where the person is now. */
  #view: View | undefined;
  #contentHeight: number | undefined;
  #themeSent = '';
  readonly #changed = new Set<string>();
  readonly #reports = reportsAsked();

  connectedCallback(): void {
    this.#parts ??= partsIn(this);
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    watchHostTheme(() => this.#sendTheme(), signal);
    this.#setHeight();
    this.#sendTheme();
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
    // Where the person was is not what is asked for now.
    if (name === 'src' || viewAttributes.includes(name)) this.#view = undefined;
    if (!this.#connected) return;
    if (name === 'height') this.#setHeight();
    else if (name === 'theme' || name === 'style') this.#sendTheme();
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
   * Shows another tensor, window, pattern or colouring of the model. What the view leaves out is as in links the default; without a tensor it is
   * about the one on screen.
   */
  setView(view: View): void {
    this.#view = { ...view };
    this.#send({ prunescope: 1, type: 'view', fragment: fragmentOf(view) });
  }

  /** The report of version 1 on the model, for the pattern on screen. It brings the map if it is not there yet. */
  report(): Promise<SparsityReport> {
    if (!this.#connected) return Promise.reject(new Error('the tag is not in the page'));
    if (this.#failure !== undefined) return Promise.reject(new Error(this.#failure));
    return this.#reports.ask((id) => {
      if (this.#loaded) this.#send({ prunescope: 1, type: 'report', id });
      else if (!this.#frame) this.#begin();
    });
  }

  /** Shows what the attributes that changed ask for. */
  #follow(): void {
    const names = [...this.#changed];
    this.#changed.clear();
    if (!this.#connected) return;
    if (names.includes('frame')) this.#removeFrame('another frame was asked for');
    if (names.some((name) => ['src', 'member', 'frame'].includes(name))) {
      // From now on nothing that the frame says of the model before is heard.
      this.#opened++;
      this.#loaded = false;
      this.#approached = undefined;
      if (this.#isNear) void this.#approach();
    } else if (this.#frame && names.length > 0) this.setView(viewOfAttributes(this));
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
      this.#frame?.element.focus();
    });
  }

  #begin(): void {
    this.#approached = this.src ?? undefined;
    if (!this.#frame) this.#bring();
    void this.#open();
  }

  #bring(): void {
    const address = addressOf(this, 'frame') ?? besideThisScript();
    const frame = frameLink(address, (message) => {
      // A model before is still read, as long as it is on screen.
      const isLate = message.type !== 'read' && 'of' in message && ![undefined, this.#opened].includes(message.of);
      if (!isLate) hearWith(this.#hearing, message);
    });
    this.#frame = frame;
    this.#parts!.show(frame.element);
    setTimeout(() => {
      if (this.#frame !== frame || this.#isReady) return;
      this.#fail('Prunescope', `${address} does not answer: it cannot be reached, or this page may not frame it.`);
    }, longestSilence);
  }

  /** The model that `src` names: the page's own is read here, any other by the frame. */
  async #open(): Promise<void> {
    this.#opening.abort();
    this.#opening = new AbortController();
    const { signal } = this.#opening;
    const id = ++this.#opened;
    this.#loaded = false;
    this.#failure = undefined;
    this.#frame!.element.title = this.getAttribute('title') ?? `Non-zero map of ${this.src}`;
    const address = addressOf(this, 'src');
    if (address === undefined) return this.#fail('prune-scope', 'it has no src that is the address of a model.');
    if (isOfPage(address)) {
      try {
        const model = await hostModel(address, signal, (loaded, total) => this.#parts?.progress(loaded, total));
        if (signal.aborted) return;
        this.#hostModels.set(id, model);
      } catch (thrown) {
        if (signal.aborted) return;
        const { code, message } = thrown as Error & { code?: string };
        // A page's own policy may keep it from reading what it lets a frame read.
        if (code !== 'network') return this.#fail(address, message);
      }
    }
    this.#parts!.hush();
    this.#known = id;
    this.#sendOpen();
  }

  /** Tells the frame what to open, once it listens and the model is known. */
  #sendOpen(): void {
    const address = addressOf(this, 'src');
    if (!this.#isReady || this.#known !== this.#opened || address === undefined) return;
    this.#send(openMessage(this.#opened, address, this.#hostModels.get(this.#opened), this.shown));
  }

  readonly #hearing: Hearing<FromFrame> = {
    ready: () => {
      this.#isReady = true;
      this.#parts!.hush();
      this.#themeSent = '';
      this.#sendTheme();
      this.#sendOpen();
    },
    load: ({ fragment, model, tensors }) => {
      this.#loaded = true;
      this.#failure = undefined;
      for (const id of this.#hostModels.keys()) if (id !== this.#opened) this.#hostModels.delete(id);
      this.#view = viewOfFragment(fragment);
      this.#parts!.showDrawn();
      for (const id of this.#reports.ids()) this.#send({ prunescope: 1, type: 'report', id });
      this.#tell('load', { model, tensors, view: this.#view });
    },
    error: ({ title, message }) => {
      // The frame shows it.
      this.#parts!.showDrawn();
      if (!this.#loaded) this.#fail(title, message, false);
      else this.#tell('error', { title, message });
    },
    viewchange: ({ fragment }) => {
      this.#view = viewOfFragment(fragment);
      this.#tell('viewchange', { view: this.#view });
    },
    height: ({ height }) => {
      this.#contentHeight = Math.ceil(height);
      this.#setHeight();
    },
    read: (range) => void this.#read(range),
    report: (answer) => this.#reports.answer(answer),
  };

  async #read(range: Extract<FromFrame, { type: 'read' }>): Promise<void> {
    const frame = this.#frame;
    const { message, handedOver } = await bytesFor(range, this.#hostModels.get(range.of), this.#connected!.signal);
    frame?.send(message, handedOver);
  }

  #send(message: ToFrame): void {
    if (this.#isReady) this.#frame?.send(message);
  }

  #sendTheme(): void {
    const wanted = wantedTheme(this, this.theme);
    this.#parts?.setTheme(wanted.theme);
    const text = JSON.stringify(wanted);
    if (!this.#isReady || text === this.#themeSent) return;
    this.#themeSent = text;
    this.#send({ prunescope: 1, type: 'theme', ...wanted });
  }

  #setHeight(): void {
    const pixels = this.height === 'content' ? this.#contentHeight : Number(this.height);
    this.#parts?.setHeight(pixels && pixels > 0 ? `${pixels}px` : undefined);
  }

  /** There is no map of this src. @param isToSay where the frame cannot */
  #fail(title: string, message: string, isToSay = true): void {
    this.#failure = message;
    if (isToSay) this.#parts?.warn(`${title}: ${message}`);
    this.#reports.reject(message);
    this.#tell('error', { title, message });
  }

  #tell(type: 'load' | 'error' | 'viewchange', detail: LoadDetail | ErrorDetail | ViewChangeDetail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #removeFrame(why: string): void {
    this.#opening.abort();
    this.#frame?.remove();
    this.#frame = undefined;
    this.#hostModels.clear();
    this.#approached = undefined;
    this.#isReady = false;
    this.#loaded = false;
    this.#failure = undefined;
    this.#parts?.hush();
    this.#reports.reject(why);
  }
}

function besideThisScript(): string {
  const here = import.meta.url;
  return new URL('embed.html', here).href;
}
