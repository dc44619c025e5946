import { wellFormed } from '../link/link';
import { escapeMarkup } from './escapeMarkup';

/** An element of an embed snippet. Plain data, rendered as HTML or JSX. */
export type Markup = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly style?: Readonly<Record<string, string>>;
  readonly children?: readonly Markup[] | string;
  /** Each attribute on its own line. */
  readonly tall?: boolean;
};

const voidTags = ['img'];

/**
 * HTML that Markdown and templates leave unchanged: it has no empty lines, no line breaks in values, no braces and no backticks. Characters that
 * HTML forbids (lone surrogates and most controls) become U+FFFD.
 */
export function htmlOf(markup: Markup, indent = ''): string {
  const { tag, attributes, style, children = [], tall = false } = markup;
  const css = Object.entries(style ?? {}).map(([property, value]) => `${property}: ${value}`);
  const given = { ...attributes, ...(css.length > 0 && { style: css.join('; ') }) };
  const start = startTag(
    tag,
    Object.entries(given).map(([name, value]) => htmlAttribute(name, value)),
    { tall, indent },
  );
  if (voidTags.includes(tag)) return `${start}>`;
  return `${start}>${inner(children, indent, htmlText, htmlOf)}</${tag}>`;
}

export function htmlAttribute(name: string, value: string): string {
  return `${name}="${htmlText(value)}"`;
}

/** JSX for MDX. Values other than plain text become JavaScript strings, which Markdown leaves unchanged. */
export function jsxOf(markup: Markup, indent = ''): string {
  const { tag, attributes, style, children = [], tall = false } = markup;
  const css = Object.entries(style ?? {}).map(([property, value]) => `${property}: ${JSON.stringify(value)}`);
  const parts = [
    ...Object.entries(attributes).map(([name, value]) => `${name}=${jsxValue(value)}`),
    ...(css.length > 0 ? [`style={{ ${css.join(', ')} }}`] : []),
  ];
  const start = startTag(tag, parts, { tall, indent });
  if (children.length === 0) return `${start} />`;
  return `${start}>${inner(children, indent, jsxText, jsxOf)}</${tag}>`;
}

function startTag(tag: string, parts: readonly string[], { tall, indent }: { tall: boolean; indent: string }): string {
  const between = tall ? `\n${indent}  ` : ' ';
  return [`<${tag}`, ...parts].join(between);
}

function inner(
  children: readonly Markup[] | string,
  indent: string,
  textOf: (text: string) => string,
  elementOf: (markup: Markup, indent: string) => string,
): string {
  if (typeof children === 'string') return textOf(children);
  if (children.length === 0) return '';
  const deeper = `${indent}  `;
  return `${children.map((child) => `\n${deeper}${elementOf(child, deeper)}`).join('')}\n${indent}`;
}

/** Escapes text for attributes and content. Some Markdown parsers end a line at U+2028 and U+2029. */
function htmlText(text: string): string {
  return escapeMarkup(text).replace(/[`{}\t\n\r\u2028\u2029]/g, (character) => `&#${character.charCodeAt(0)};`);
}

// JSX decodes entities. Backslashes are literal in JSX, but not in Markdown.
const plainInJsx = /^[^&"\\<>{}\p{Cc}\p{Surrogate}\u2028\u2029]*$/u;

function jsxValue(value: string): string {
  return plainInJsx.test(value) ? `"${value}"` : jsxText(value);
}

function jsxText(text: string): string {
  return `{${JSON.stringify(wellFormed(text))}}`;
}
