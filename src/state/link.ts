import { type Colouring, colourings } from '../heatmap/colouring';
import type { Viewport } from '../heatmap/viewport';
import type { EngineChoice } from '../sparsity/engine';
import { parseView, type ViewChoice, viewText } from '../sparsity/matrixView';
import { type Pattern, parsePattern, patternText, twoOfFour } from '../sparsity/pattern';

/** What the fragment of the address says. What it leaves out is the default. */
export type LinkState = {
  /** The model's address: absolute when it is read, shorter for one beside the page when it is written. */
  readonly model?: string;
  readonly name?: string;
  readonly size?: number;
  /** The model in a bundle. */
  readonly member?: string;
  /** `0:5` */
  readonly tensor?: string;
  readonly tensorName?: string;
  /** Absent: the whole tensor. */
  readonly window?: Viewport;
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  readonly color: Colouring;
  readonly engine: EngineChoice;
  readonly theme: ThemeChoice;
};

export type ThemeChoice = 'auto' | 'light' | 'dark';

const linkVersion = '1';

/** Reads a fragment, with or without its `#`. Never throws: a field that is unknown or broken is passed over. */
export function decodeLink(fragment: string): LinkState {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  // A later version may mean other things by the same names.
  const known = (fields.get('v') ?? linkVersion) === linkVersion ? fields : new URLSearchParams();
  const text = (name: string) => known.get(name) || undefined;
  const rows = rangeOf(text('rows'));
  const columns = rangeOf(text('columns'));
  const size = Number(text('size'));
  const tensor = text('tensor');
  return {
    ...optional('model', addressOf(text('model'))),
    ...optional('name', text('name')),
    ...optional('size', Number.isSafeInteger(size) && size > 0 ? size : undefined),
    ...optional('member', text('member')),
    ...optional('tensor', tensor && /^\d{1,9}:\d{1,9}$/.test(tensor) ? tensor : undefined),
    ...optional('tensorName', text('tensorName')),
    ...optional(
      'window',
      rows && columns && { rowStart: rows[0], rowEnd: rows[1], columnStart: columns[0], columnEnd: columns[1] },
    ),
    pattern: parsePattern(text('pattern') ?? '') ?? twoOfFour,
    view: parseView(text('view') ?? ''),
    color: oneOf(text('color'), colourings) ?? 'nonzero',
    engine: oneOf(text('engine'), ['cpu', 'wasm', 'webgpu']) ?? 'auto',
    theme: oneOf(text('theme'), ['light', 'dark']) ?? 'auto',
  };
}

/** The fragment, without `#`; defaults are left out. */
export function encodeLink(state: LinkState): string {
  const { window } = state;
  const fields: [string, string | undefined][] = [
    ['model', state.model],
    ['name', state.name],
    ['size', state.size?.toString()],
    ['member', state.member],
    ['tensor', state.tensor],
    ['tensorName', state.tensorName],
    ['rows', window && `${window.rowStart}:${window.rowEnd}`],
    ['columns', window && `${window.columnStart}:${window.columnEnd}`],
    ['pattern', patternText(state.pattern) === patternText(twoOfFour) ? undefined : patternText(state.pattern)],
    ['view', viewText(state.view) || undefined],
    ['color', state.color === 'nonzero' ? undefined : state.color],
    ['engine', state.engine === 'auto' ? undefined : state.engine],
    ['theme', state.theme === 'auto' ? undefined : state.theme],
  ];
  const written = fields.filter((field): field is [string, string] => field[1] !== undefined);
  if (written.length === 0) return '';
  return [['v', linkVersion], ...written].map(([name, value]) => `${name}=${escaped(value)}`).join('&');
}

/** As little escaping as the fragment's reader needs, so that a link can be read by people too. */
function escaped(value: string): string {
  // Half a surrogate pair, as file names may hold, cannot be encoded.
  const wellFormed = value.replace(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(wellFormed).replace(/%(3A|2F|2C|40|3B)/g, decodeURIComponent);
}

function rangeOf(text: string | undefined): [number, number] | undefined {
  const match = /^(\d{1,15}):(\d{1,15})$/.exec(text ?? '');
  if (!match) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  return start < end ? [start, end] : undefined;
}

/** Absolute, as a worker needs it; http and https only: an address in a link must not reach anything else. */
function addressOf(text: string | undefined): string | undefined {
  if (!text) return undefined;
  try {
    // Relative ones are meant for models that lie beside the page.
    const { protocol, href } = new URL(text, pageBase());
    return protocol === 'http:' || protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
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

function oneOf<T extends string>(text: string | undefined, allowed: readonly T[]): T | undefined {
  return allowed.find((value) => value === text);
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
