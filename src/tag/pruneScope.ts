import type { SparsityReport } from '../sparsity/report';
import { addressOf, isOfPage } from './addresses';
import type { ErrorDetail, LoadDetail, ViewChangeDetail } from './events';
import { type FrameLink, frameLink } from './frameLink';
import { bytesFor, type HostModel, hostModel, sizeAt } from './hostModel';
import { hostColours, hostTheme, watchHostTheme } from './hostTheme';
import { type FromFrame, type Hearing, hearWith } from './messages';
import { partsIn } from './parts';
import { reportsAsked } from './reportsAsked';
import { fragmentOf, type View, viewAttributes, viewOfAttributes, viewOfFragment } from './viewFields';

// Models above this wait for a click, bytes.
const clickAbove = 20_000_000;
// How near to the viewport a frame begins.
const nearby = '300px';
// How long a frame may take to say that it is there, ms.
const longestSilence = 20_000;

// Whoever renders pages on a server imports this too; there is nothing to define there.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

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
export class PruneScope extends Base {
  static readonly observedAttributes = ['src', 'theme', 'height', 'loading', 'frame', 'style', ...viewAttributes];

  #parts: ReturnType<typeof partsIn> | undefined;
  /** Ends all that the tag does on the page. */
  #connected: AbortController | undefined;
  /** Ends what it does for the model. */
  #model = new AbortController();
  #frame: FrameLink | undefined;
  #isReady = false;
  #hostModel: HostModel | undefined;
  /** It came near the viewport, or was asked for. */
  #isNear = false;
  /** Whether the frame may come: it is near, and nobody has to click first. */
  #begun = false;
  /** Counts what the frame was to open: what it still says of one before is not heard. */
  #opened = 0;
  #loaded = false;
  /** Where the person is now. */
  #view: View | undefined;
  readonly #changed = new Set<string>();
  readonly #reports = reportsAsked();

  connectedCallback(): void {
    this.#parts ??= partsIn(this);
    this.#connected = new AbortController();
    const { signal } = this.#connected;
    watchHostTheme(() => this.#sendTheme(), signal);
    this.#setHeight(this.getAttribute('height'));
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        void this.#approach();
      },
      { rootMargin: nearby },
    );
    observer.observe(this);
    signal.addEventListener('abort', () => observer.disconnect());
    if (this.getAttribute('loading') === 'eager') void this.#approach();
  }

  disconnectedCallback(): void {
    this.#connected?.abort();
    this.#connected = undefined;
    this.#isNear = false;
    this.#begun = false;
    this.#removeFrame('the map was taken out of the page');
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#connected) return;
    if (name === 'height') this.#setHeight(after);
    else if (name === 'theme' || name === 'style') this.#sendTheme();
    else if (name === 'loading' && after === 'eager') void this.#approach();
    else {
      // Several attributes that are set one after the other are one change.
      if (this.#changed.size === 0) queueMicrotask(() => this.#follow());
      this.#changed.add(name);
    }
  }

  /** Shows what the attributes that changed ask for. */
  #follow(): void {
    const names = [...this.#changed];
    this.#changed.clear();
    if (!this.#connected) return;
    if (!this.#begun) {
      if (this.#isNear) void this.#approach();
      return;
    }
    if (names.includes('frame')) {
      this.#removeFrame('another frame was asked for');
      this.#bring();
    }
    if (names.includes('frame') || names.includes('src')) {
      this.#view = undefined;
      void this.#open();
    } else if (names.some((name) => viewAttributes.includes(name))) this.setView(viewOfAttributes(this));
  }

  /** What is on screen now; before the first map what the attributes ask for. */
  get view(): View {
    return this.#view ?? viewOfAttributes(this);
  }

  /** Shows another tensor, window, pattern or colouring of the model; what the view leaves out is as in links, the default. */
  setView(view: View): void {
    this.#view = { ...view };
    this.#send({ prunescope: 1, type: 'view', fragment: fragmentOf(view) });
  }

  /** The report of version 1 on the model, for the pattern on screen. It brings the map if it is not there yet. */
  report(): Promise<SparsityReport> {
    if (!this.#connected) return Promise.reject(new Error('the tag is not in the page'));
    return this.#reports.ask((id) => {
      if (this.#loaded) this.#send({ prunescope: 1, type: 'report', id });
      else this.#begin();
    });
  }

  /** It is near: small models begin, large ones wait for a click. */
  async #approach(): Promise<void> {
    this.#isNear = true;
    // What builds a page piece by piece may name the model later.
    if (this.#begun || !this.hasAttribute('src')) return;
    const size = Number(this.getAttribute('bytes')) || (await this.#sizeAtHost());
    if (!this.#connected || this.#begun) return;
    if (!size || size <= clickAbove) return this.#begin();
    this.#parts!.ask(`The model has ${(size / 1e6).toFixed(1)} MB.`, 'Show the map', () => this.#begin());
  }

  async #sizeAtHost(): Promise<number | undefined> {
    const address = addressOf(this, 'src');
    return address && isOfPage(address) ? sizeAt(address, this.#connected!.signal) : undefined;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#bring();
    void this.#open();
  }

  #bring(): void {
    const { signal } = this.#connected!;
    const frame = frameLink(this.#frameAddress(), signal, (message) => {
      const isLate = 'of' in message && message.of !== undefined && message.of !== this.#opened;
      if (!isLate) hearWith(this.#hearing, message);
    });
    this.#frame = frame;
    frame.element.title = this.getAttribute('title') ?? `Non-zero map of ${this.getAttribute('src') ?? 'a model'}`;
    this.#parts!.show(frame.element);
    setTimeout(() => {
      if (this.#frame !== frame || this.#isReady || signal.aborted) return;
      this.#fail(
        'Prunescope',
        `${this.#frameAddress()} does not answer: it cannot be reached, or this page may not frame it.`,
      );
    }, longestSilence);
  }

  /** The model that `src` names: the page's own is read here, any other by the frame. */
  async #open(): Promise<void> {
    this.#model.abort();
    this.#model = new AbortController();
    const { signal } = this.#model;
    this.#opened++;
    this.#hostModel = undefined;
    this.#loaded = false;
    const address = addressOf(this, 'src');
    if (address === undefined) {
      this.#fail('prune-scope', 'it has no src that is the address of a model.');
      return;
    }
    if (isOfPage(address)) {
      try {
        const model = await hostModel(address, signal, (loaded, total) => this.#parts?.progress(loaded, total));
        if (signal.aborted) return;
        this.#hostModel = model;
      } catch (thrown) {
        if (!signal.aborted) this.#fail(address, (thrown as Error).message);
        return;
      }
    }
    this.#parts?.hush();
    if (this.#isReady) this.#sendOpen();
  }

  #sendOpen(): void {
    const address = addressOf(this, 'src');
    if (address === undefined) return;
    const model = this.#hostModel;
    // It is sent when it is there.
    if (!model && isOfPage(address)) return;
    const fragment = fragmentOf({ ...(!model && { model: address }), ...this.view });
    this.#send({
      prunescope: 1,
      type: 'open',
      id: this.#opened,
      fragment,
      ...(model && { file: { name: model.source.name, address: model.address, byteLength: model.source.byteLength } }),
    });
  }

  readonly #hearing: Hearing<FromFrame> = {
    ready: () => {
      this.#isReady = true;
      this.#sendTheme();
      this.#sendOpen();
    },
    load: ({ fragment, model, tensors }) => {
      this.#loaded = true;
      this.#view = viewOfFragment(fragment);
      this.#frame!.element.dataset.drawn = '';
      for (const id of this.#reports.ids()) this.#send({ prunescope: 1, type: 'report', id });
      this.#tell('load', { model, tensors, view: this.#view });
    },
    error: ({ title, message }) => {
      // The frame shows it.
      this.#frame!.element.dataset.drawn = '';
      if (!this.#loaded) this.#reports.reject(message);
      this.#tell('error', { title, message });
    },
    viewchange: ({ fragment }) => {
      this.#view = viewOfFragment(fragment);
      this.#tell('viewchange', { view: this.#view });
    },
    height: ({ height }) => {
      if (this.getAttribute('height') === 'content') this.#parts!.setHeight(`${Math.ceil(height)}px`);
    },
    read: (range) => void this.#read(range),
    report: (answer) => this.#reports.answer(answer),
  };

  async #read(range: Extract<FromFrame, { type: 'read' }>): Promise<void> {
    const { signal } = this.#model;
    const { message, handedOver } = await bytesFor(range, this.#hostModel, signal);
    if (!signal.aborted) this.#frame?.send(message, handedOver);
  }

  #send(message: Parameters<FrameLink['send']>[0]): void {
    if (this.#isReady) this.#frame?.send(message);
  }

  #sendTheme(): void {
    const asked = this.getAttribute('theme');
    const theme = asked === 'light' || asked === 'dark' ? asked : hostTheme(this);
    this.#parts?.setTheme(theme);
    this.#send({ prunescope: 1, type: 'theme', theme, colours: hostColours(this) });
  }

  #setHeight(height: string | null): void {
    if (height === null || height === 'content') this.#parts?.setHeight(undefined);
    else if (Number(height) > 0) this.#parts?.setHeight(`${Number(height)}px`);
  }

  /** What went wrong before the frame could say it. */
  #fail(title: string, message: string): void {
    this.#parts?.say(`${title}: ${message}`);
    this.#reports.reject(message);
    this.#tell('error', { title, message });
  }

  #tell(type: 'load' | 'error' | 'viewchange', detail: LoadDetail | ErrorDetail | ViewChangeDetail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #removeFrame(why: string): void {
    this.#model.abort();
    this.#frame?.element.remove();
    this.#frame = undefined;
    this.#hostModel = undefined;
    this.#isReady = false;
    this.#loaded = false;
    this.#parts?.hush();
    this.#reports.reject(why);
  }

  #frameAddress(): string {
    const here = import.meta.url;
    return addressOf(this, 'frame') ?? new URL('embed.html', here).href;
  }
}
