import type { SparsityReport } from '../../sparsity/report';
import { type FromFrame, type Hearing, hearWith, type ToFrame } from '../messages';
import { fragmentOf, type View, viewOfFragment } from '../viewFields';
import { addressOf, isOfPage } from './addresses';
import type { AttributedElement } from './attributes';
import type { EventDetails } from './events';
import { frameLink } from './frameLink';
import { bytesFor, type HostModel, hostModel, openMessage } from './hostModel';
import { wantedTheme } from './hostTheme';
import type { Parts } from './parts';
import { reportsAsked } from './reportsAsked';
import { silenceLimit } from './silenceLimit';

// How long a frame may send nothing before it is there, and while it opens a model, ms. It sends `progress` more often.
const longestSilence = 20_000;

/** What the session needs of the tag, and tells it. */
export type SessionOwner = {
  readonly element: AttributedElement;
  readonly parts: Parts;
  /** What is to be shown of the next model. */
  wantedView(): View;
  /** The person, or the frame by itself, shows something else now. */
  moved(view: View): void;
  /** CSS pixels that the frame would like to have. */
  wantsHeight(height: number): void;
  tell<Type extends keyof EventDetails>(type: Type, detail: EventDetails[Type]): void;
};

export type FrameSession = ReturnType<typeof frameSession>;

/** A frame in a tag for as long as it is there: which model it shows, what it reads of the page, what it is asked for. @param address of embed.html */
export function frameSession(address: string, { element, parts, wantedView, moved, wantsHeight, tell }: SessionOwner) {
  const ended = new AbortController();
  const reports = reportsAsked();
  /** Models of the page, by what they were opened as: the frame still reads from one while the next is on its way. */
  const hostModels = new Map<number, HostModel>();
  let opening = new AbortController();
  let isReady = false;
  /** Counts what the frame was to open: what it still says of one before is not heard. */
  let opened = 0;
  /** What of these can be sent: a model of the page takes a while to be known. */
  let known = 0;
  let loaded = false;
  /** Why there is no map of this src. */
  let failure: string | undefined;
  let themeSent = '';

  const frame = frameLink(address, (message) => {
    // A model before is still read, as long as it is on screen.
    const isLate = message.type !== 'read' && 'of' in message && ![undefined, opened].includes(message.of);
    if (isLate) return;
    silence.heard();
    hearWith(hearing, message);
  });
  parts.show(frame.element);
  const noAnswer = `${address} does not answer: it cannot be reached, or this page may not frame it.`;
  const noMap = `${address} sent no map, and nothing else for ${longestSilence / 1000} seconds.`;
  const silence = silenceLimit(longestSilence, () => fail('Prunescope', isReady ? noMap : noAnswer));
  silence.start();

  const hearing: Hearing<FromFrame> = {
    ready() {
      silence.stop();
      isReady = true;
      // What was said of its silence is not so any more; what is wrong with the model still is.
      if (failure === noAnswer || failure === noMap) failure = undefined;
      if (failure === undefined) parts.hush();
      themeSent = '';
      sendTheme();
      sendOpen();
    },
    load({ fragment, model, tensors }) {
      answered();
      loaded = true;
      for (const id of hostModels.keys()) if (id !== opened) hostModels.delete(id);
      const view = viewOfFragment(fragment);
      moved(view);
      parts.showDrawn();
      for (const id of reports.ids()) send({ prunescope: 1, type: 'report', id });
      tell('load', { model, tensors, view });
    },
    error({ title, message }) {
      answered();
      // The frame shows it.
      parts.showDrawn();
      if (loaded) tell('error', { title, message });
      else fail(title, message, false);
    },
    viewchange({ fragment }) {
      const view = viewOfFragment(fragment);
      moved(view);
      tell('viewchange', { view });
    },
    height: ({ height }) => wantsHeight(Math.ceil(height)),
    // Hearing it is enough.
    progress() {},
    read: (range) => void read(range),
    report: reports.answer,
  };

  /** It was silent for too long, perhaps, but not any more. */
  function answered(): void {
    silence.stop();
    if (failure !== undefined) parts.hush();
    failure = undefined;
  }

  async function read(range: Extract<FromFrame, { type: 'read' }>): Promise<void> {
    const { message, handedOver } = await bytesFor(range, hostModels.get(range.of), ended.signal);
    frame.send(message, handedOver);
  }

  function send(message: ToFrame): void {
    if (isReady) frame.send(message);
  }

  /** From now on nothing that the frame says of the model before is heard. */
  function forget(): void {
    opening.abort();
    // Before it is there its first message is still expected.
    if (isReady) silence.stop();
    opened++;
    loaded = false;
    failure = undefined;
  }

  /** The model that `src` names: the page's own is read here, any other by the frame. */
  async function open(): Promise<void> {
    forget();
    opening = new AbortController();
    const { signal } = opening;
    const id = opened;
    nameFrame();
    const model = addressOf(element, 'src');
    if (model === undefined) return fail('prune-scope', 'it has no src that is the address of a model.');
    if (isOfPage(model)) {
      try {
        const source = await hostModel(model, signal, parts.progress);
        if (signal.aborted) return;
        hostModels.set(id, source);
      } catch (thrown) {
        if (signal.aborted) return;
        const { code, message } = thrown as Error & { code?: string };
        // A page's own policy may keep it from reading what it lets a frame read.
        if (code !== 'network') return fail('The model', message);
      }
    }
    parts.hush();
    known = id;
    sendOpen();
  }

  /** For screen readers. */
  function nameFrame(): void {
    frame.element.title = element.getAttribute('title') ?? `Non-zero map of ${element.src}`;
  }

  /** Tells the frame what to open, once it listens and the model is known. */
  function sendOpen(): void {
    const model = addressOf(element, 'src');
    if (!isReady || known !== opened || model === undefined) return;
    send(openMessage(opened, model, hostModels.get(opened), wantedView()));
    silence.start();
  }

  function sendTheme(): void {
    const wanted = wantedTheme(element, element.theme);
    parts.setTheme(wanted.theme);
    const text = JSON.stringify(wanted);
    if (!isReady || text === themeSent) return;
    themeSent = text;
    send({ prunescope: 1, type: 'theme', ...wanted });
  }

  /** @param isToSay where the frame cannot */
  function fail(title: string, message: string, isToSay = true): void {
    failure = message;
    if (isToSay) parts.warn(`${title}: ${message}`);
    reports.reject(message);
    tell('error', { title, message });
  }

  return {
    open,
    forget,
    nameFrame,
    isLoaded: () => loaded,
    sendTheme,
    focus: () => frame.element.focus(),
    setView: (view: View) => send({ prunescope: 1, type: 'view', fragment: fragmentOf(view) }),
    report(): Promise<SparsityReport> {
      if (failure !== undefined) return Promise.reject(new Error(failure));
      // Of a model that is on its way when it is there.
      return reports.ask((id) => loaded && send({ prunescope: 1, type: 'report', id }));
    },
    remove(why: string): void {
      silence.stop();
      opening.abort();
      ended.abort();
      frame.remove();
      parts.hush();
      reports.reject(why);
    },
  };
}
