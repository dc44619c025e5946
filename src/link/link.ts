import * as v from 'valibot';
import { type Coloring, colorings } from '../heatmap/coloring';
import type { EngineChoice } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, parsePattern, patternText, twoOfFour } from '../sparsity/pattern';
import { defaultView, parseView, type ViewChoice, viewText } from '../views/matrixView';
import { type Note, noteLimits, noteText, parseNote } from './notes';

/** What the fragment of the address says. What it leaves out is the default. */
export type LinkState = {
  /** The model's address: absolute when it is read, shorter for one beside the page when it is written. */
  readonly model?: string;
  readonly name?: string;
  readonly size?: number;
  /** 64 hex digits, in small letters. */
  readonly sha256?: string;
  /** The model in a bundle. */
  readonly member?: string;
  /** `0:5` */
  readonly tensor?: string;
  readonly tensorName?: string;
  /** Absent: the whole tensor. */
  readonly window?: MatrixWindow;
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  readonly color: Coloring;
  /** Weights of at most this magnitude count as zero. */
  readonly threshold?: number;
  /** The address of the model that this one is compared with, like `model`. */
  readonly compare?: string;
  readonly engine: EngineChoice;
  readonly theme: ThemeChoice;
  /** Absent: none. */
  readonly notes?: readonly Note[];
  /** What snapshot.ts reads; here it is only text in the characters of base64url. */
  readonly snapshot?: string;
};

export type ThemeChoice = 'auto' | 'light' | 'dark';

const linkVersion = '1';

// More than all fields and notes; a link of a megabyte that is nothing but fields is not read to its end.
const maxFields = 1000;

// Names are shown: one that fills a link of a megabyte would hold the page while it is laid out.
const text = v.pipe(v.string(), v.maxLength(8192));

const fieldsSchema = v.object({
  model: field(parsed(addressOf)),
  name: field(text),
  size: field(v.pipe(text, v.digits(), v.transform(Number), v.safeInteger(), v.minValue(1))),
  sha256: field(v.pipe(text, v.regex(/^[0-9a-f]{64}$/))),
  member: field(text),
  tensor: field(v.pipe(text, v.regex(/^\d{1,9}:\d{1,9}$/))),
  tensorName: field(text),
  rows: field(parsed(rangeOf)),
  columns: field(parsed(rangeOf)),
  pattern: v.fallback(parsed(parsePattern), twoOfFour),
  view: v.fallback(v.pipe(text, v.transform(parseView)), defaultView),
  color: v.fallback(v.picklist(colorings), 'nonzero'),
  threshold: field(v.pipe(text, v.regex(/^\d+(\.\d+)?(e[+-]?\d+)?$/), v.transform(Number), v.finite())),
  compare: field(parsed(addressOf)),
  engine: v.fallback(v.picklist(['auto', 'cpu', 'wasm', 'webgpu']), 'auto'),
  theme: v.fallback(v.picklist(['auto', 'light', 'dark']), 'auto'),
  // However long it is: who reads it says what is wrong with it.
  snapshot: field(v.pipe(v.string(), v.regex(/^[\w-]+$/))),
});

/** A field that is passed over when it is broken. */
function field<T>(schema: v.GenericSchema<string, T>) {
  return v.fallback(v.optional(schema), undefined);
}

/** What a text says, if `parse` finds it to say something. */
function parsed<T>(parse: (text: string) => T | undefined) {
  return v.pipe(
    text,
    v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue();
      return NEVER;
    }),
  );
}

/** Reads a fragment, with or without its `#`. Never throws: a field that is unknown or broken is passed over. */
export function decodeLink(fragment: string): LinkState {
  const given = new URLSearchParams(fragment.replace(/^#/, '').split('&', maxFields).join('&'));
  // A later version may mean other things by the same names.
  const known = (given.get('v') ?? linkVersion) === linkVersion ? given : new URLSearchParams();
  const texts = Object.keys(fieldsSchema.entries).map((name) => [name, known.get(name)] as const);
  const { rows, columns, ...fields } = v.parse(fieldsSchema, Object.fromEntries(texts.filter(([, value]) => value)));
  const window = rows &&
    columns && { rowStart: rows[0], rowEnd: rows[1], columnStart: columns[0], columnEnd: columns[1] };
  return withoutAbsent({ ...fields, window, notes: notesOf(known.getAll('note')) });
}

/** The fragment, without `#`; defaults are left out. */
export function encodeLink(state: LinkState): string {
  const written = linkFields(state);
  if (written.length === 0) return '';
  return [['v', linkVersion] as const, ...written].map(([name, value]) => `${name}=${escaped(value)}`).join('&');
}

/** The fields of the link by name, as text; defaults are left out. */
export function linkFields(state: LinkState): readonly (readonly [name: string, value: string])[] {
  const { window } = state;
  const fields: [string, string | undefined][] = [
    ['model', state.model],
    ['name', state.name],
    ['size', state.size?.toString()],
    ['sha256', state.sha256],
    ['member', state.member],
    ['tensor', state.tensor],
    ['tensorName', state.tensorName],
    ['rows', window && `${window.rowStart}:${window.rowEnd}`],
    ['columns', window && `${window.columnStart}:${window.columnEnd}`],
    ['pattern', patternText(state.pattern) === patternText(twoOfFour) ? undefined : patternText(state.pattern)],
    ['view', viewText(state.view) || undefined],
    ['color', state.color === 'nonzero' ? undefined : state.color],
    ['threshold', state.threshold?.toString()],
    ['compare', state.compare],
    ['engine', state.engine === 'auto' ? undefined : state.engine],
    ['theme', state.theme === 'auto' ? undefined : state.theme],
    ...(state.notes ?? []).map((note): [string, string] => ['note', noteText(note)]),
    ['snapshot', state.snapshot],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}

/** As little escaping as the fragment's reader needs, so that a link can be read by people too. */
function escaped(value: string): string {
  return encodeURIComponent(wellFormed(value)).replace(/%(3A|2F|2C|40|3B)/g, decodeURIComponent);
}

/** Half a surrogate pair, as names of files may hold, is no text, and cannot be encoded. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** A comparison with a file of somebody's computer is in no link: without an address there are no colors of it. */
export function coloringOf({ color, compare }: Pick<LinkState, 'color' | 'compare'>): Coloring {
  return color === 'compare' && !compare ? 'nonzero' : color;
}

function rangeOf(text: string): readonly [start: number, end: number] | undefined {
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text);
  if (!match) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return start < end ? [start, end] : undefined;
}

/** Absolute, as a worker needs it; http and https only: an address in a link must not reach anything else. */
function addressOf(text: string): string | undefined {
  try {
    // Relative ones are meant for models that lie beside the page.
    const { protocol, href } = new URL(text, pageBase());
    return protocol === 'http:' || protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
}

/** The first ones that are notes. */
function notesOf(texts: readonly string[]): readonly Note[] | undefined {
  const notes: Note[] = [];
  for (const text of texts) {
    const note = parseNote(text);
    if (note) notes.push(note);
    if (notes.length === noteLimits.notes) break;
  }
  return notes.length === 0 ? undefined : notes;
}

/** Whether a file of this computer can be the one that a link is about: the hash, once links carry it, will tell for sure. */
export function isFileOfLink(
  { name, size }: LinkState,
  file: { readonly name: string; readonly byteLength: number },
): boolean {
  return file.name === name && (size === undefined || file.byteLength === size);
}

export function pageBase(): string {
  return globalThis.document?.baseURI ?? 'https://page.invalid/';
}

/** Fields that are not there have no key, so that a link can be spread over something else. */
function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
