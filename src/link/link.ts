import * as v from 'valibot';
import { withoutCredentials } from '../bytes/modelAddress';
import { type Coloring, colorings } from '../heatmap/coloring';
import { toThousandths } from '../heatmap/viewport';
import type { EngineChoice } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { type Pattern, parsePattern, patternText, twoOfFour } from '../sparsity/pattern';
import { type TargetName, targetNames } from '../sparsity/targetResult';
import { defaultView, parseView, type ViewChoice, viewText } from '../views/matrixView';
import { maxFields, pageBase } from './linkBase';
import { type Note, noteLimits, noteText, parseNote } from './notes';

/** Characters of a complete link with a snapshot. Chats and mail programs cut longer links. */
export const maxLinkLength = 32_000;

/** The fields of a link, which are in the fragment of the URL. Fields that are left out have their defaults. */
export type LinkState = {
  /** URL of the model. Absolute after decoding; `linkOf` writes a relative one for models below the folder of the page. */
  readonly model?: string;
  readonly name?: string;
  readonly size?: number;
  /** 64 hex digits, lower case. */
  readonly sha256?: string;
  /** Name of the model in a bundle. */
  readonly member?: string;
  /** Key of the tensor, `0:5`. */
  readonly tensor?: string;
  readonly tensorName?: string;
  /** In rows and columns of the view, which can have fractions with three decimals. Absent: the complete tensor. */
  readonly window?: MatrixWindow;
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  /** The default is `compare` for a comparison, and `nonzero` otherwise. */
  readonly color: Coloring;
  /** Weights of at most this magnitude count as zero. */
  readonly threshold?: number;
  /** URL of the second model of a comparison, like `model`. */
  readonly compare?: string;
  /** The atlas of all tensors is shown. Absent: the map of one. */
  readonly atlas?: true;
  /** The target that weights are pruned for. */
  readonly target?: TargetName;
  /** The share of zeros that weights are pruned for, above 0 and up to 1. Ignored with `target`. */
  readonly sparsity?: number;
  /** Tensors must reach the goal: the target, the share of zeros, or else the pattern. Absent: nothing is required. */
  readonly required?: true;
  readonly engine: EngineChoice;
  readonly theme: ThemeChoice;
  /** Absent: none. */
  readonly notes?: readonly Note[];
  /** Encoded snapshot, base64url. See snapshotText.ts. */
  readonly snapshot?: string;
};

export type ThemeChoice = 'auto' | 'light' | 'dark';

const linkVersion = '1';

// Of a version that is shown in a message.
const maxVersionLength = 20;

// Names are shown, and layout of a text of a megabyte blocks the page.
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
  color: v.fallback(v.optional(v.picklist(colorings)), undefined),
  threshold: field(v.pipe(text, v.regex(/^\d+(\.\d+)?(e[+-]?\d+)?$/), v.transform(Number), v.finite())),
  compare: field(parsed(addressOf)),
  atlas: field(flag()),
  target: field(v.picklist(targetNames)),
  sparsity: field(v.pipe(text, v.regex(/^[01](\.\d{1,6})?$/), v.transform(Number), v.gtValue(0), v.maxValue(1))),
  required: field(flag()),
  engine: v.fallback(v.picklist(['auto', 'cpu', 'wasm', 'webgpu']), 'auto'),
  theme: v.fallback(v.picklist(['auto', 'light', 'dark']), 'auto'),
  // Any length: `decodeSnapshot` reports one that is too long.
  snapshot: field(v.pipe(v.string(), v.regex(/^[\w-]+$/))),
});

/** A field that is ignored if it is invalid. */
function field<T>(schema: v.GenericSchema<string, T>) {
  return v.fallback(v.optional(schema), undefined);
}

/** A field that is `1` or absent. */
function flag() {
  return v.pipe(
    v.literal('1'),
    v.transform(() => true as const),
  );
}

/** The result of `parse`, where undefined means invalid. */
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

/** Decodes a fragment, with or without `#`. Never throws: unknown and invalid fields are ignored. */
export function decodeLink(fragment: string): LinkState {
  const given = new URLSearchParams(fragment.replace(/^#/, '').split('&', maxFields).join('&'));
  // Fields may have another meaning in a later version.
  const known = (given.get('v') ?? linkVersion) === linkVersion ? given : new URLSearchParams();
  const texts = Object.keys(fieldsSchema.entries).map((name) => [name, known.get(name)] as const);
  const { rows, columns, ...fields } = v.parse(fieldsSchema, Object.fromEntries(texts.filter(([, value]) => value)));
  const window = rows &&
    columns && { rowStart: rows[0], rowEnd: rows[1], columnStart: columns[0], columnEnd: columns[1] };
  const color = fields.color ?? defaultColoring(fields);
  return withoutAbsent({ ...fields, color, window, notes: notesOf(known.getAll('note')) });
}

/** The version of a fragment that this page cannot read, and `decodeLink` therefore ignores. */
export function unknownVersionOf(fragment: string): string | undefined {
  const version = new URLSearchParams(fragment.replace(/^#/, '').split('&', maxFields).join('&')).get('v');
  return version === null || version === linkVersion ? undefined : version.slice(0, maxVersionLength);
}

/** Encodes a fragment, without `#`. Defaults are left out. */
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
    ['rows', window && rangeText(window.rowStart, window.rowEnd)],
    ['columns', window && rangeText(window.columnStart, window.columnEnd)],
    ['pattern', patternText(state.pattern) === patternText(twoOfFour) ? undefined : patternText(state.pattern)],
    ['view', viewText(state.view) || undefined],
    ['color', state.color === defaultColoring(state) ? undefined : state.color],
    ['threshold', state.threshold?.toString()],
    ['compare', state.compare],
    ['atlas', state.atlas && '1'],
    ['target', state.target],
    ['sparsity', state.sparsity?.toString()],
    ['required', state.required && '1'],
    ['engine', state.engine === 'auto' ? undefined : state.engine],
    ['theme', state.theme === 'auto' ? undefined : state.theme],
    ...(state.notes ?? []).map((note): [string, string] => ['note', noteText(note)]),
    ['snapshot', state.snapshot],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}

/** Percent-encodes no more than necessary, so that links are readable. */
function escaped(value: string): string {
  return encodeURIComponent(wellFormed(value)).replace(/%(3A|2F|2C|40|3B)/g, decodeURIComponent);
}

/** Replaces lone surrogates with U+FFFD. Names of files can contain them, and `encodeURIComponent` throws for them. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** The coloring of a link that names none. */
function defaultColoring({ compare }: Pick<LinkState, 'compare'>): Coloring {
  return compare === undefined ? 'nonzero' : 'compare';
}

/** The coloring of a link. A comparison with a local file is not in the link, so its coloring does not apply. */
export function coloringOf({ color, compare }: Pick<LinkState, 'color' | 'compare'>): Coloring {
  return color === 'compare' && !compare ? 'nonzero' : color;
}

/** Fractions of a weight are rounded to three decimals. */
function rangeText(start: number, end: number): string {
  return `${toThousandths(start)}:${toThousandths(end)}`;
}

// With more digits before the point, three decimals are not exact.
const placeFormat = /^(\d{1,15}|\d{1,12}\.\d{1,3})$/;

function rangeOf(text: string): readonly [start: number, end: number] | undefined {
  const [start, end, ...more] = text.split(':').map((place) => (placeFormat.test(place) ? Number(place) : Number.NaN));
  if (more.length > 0) return undefined;
  return start < end ? [start, end] : undefined;
}

/** Absolute, since workers resolve against another base. http and https only: links are untrusted. The address bar shows the URL, so no password. */
function addressOf(text: string): string | undefined {
  try {
    const { protocol, href } = new URL(text, pageBase());
    return protocol === 'http:' || protocol === 'https:' ? withoutCredentials(href) : undefined;
  } catch {
    return undefined;
  }
}

/** The valid notes, up to the maximum. */
function notesOf(texts: readonly string[]): readonly Note[] | undefined {
  const notes: Note[] = [];
  for (const text of texts) {
    const note = parseNote(text);
    if (note) notes.push(note);
    if (notes.length === noteLimits.notes) break;
  }
  return notes.length === 0 ? undefined : notes;
}

/** Whether name and size of a local file match those of a link. Only the SHA-256 is certain. */
export function isFileOfLink(
  { name, size }: LinkState,
  file: { readonly name: string; readonly byteLength: number },
): boolean {
  return file.name === name && (size === undefined || file.byteLength === size);
}

/** Removes keys with the value undefined, so that a link can be spread over defaults. */
function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
