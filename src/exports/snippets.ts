import { fieldOfAttribute } from '../embed/viewFields';
import { coloringOf, encodeLink, type LinkState, linkFields, wellFormed } from '../link/link';
import { markdownDestination, markdownText } from './markdown';
import { htmlAttribute, htmlOf, jsxOf, type Markup } from './snippetMarkup';

/** A map to embed into other pages. */
export type Embedded = {
  /** URL of the folder of this page, with a trailing slash. */
  readonly base: string;
  /** The view, as returned by linkOf. */
  readonly link: LinkState;
  /** Size of the model in bytes, if known. */
  readonly bytes?: number | undefined;
  /** Description of the map. */
  readonly label: string;
  /** In CSS pixels. */
  readonly height: number;
  /** Includes a static image as fallback for readers without scripts. */
  readonly withPicture: boolean;
};

export const snippetKinds = [
  'html',
  'iframe',
  'markdown',
  'sphinx',
  'mkdocs',
  'vitepress',
  'docusaurus',
  'jupyter',
] as const;

/** Kind of the page that the snippet is for. */
export type SnippetKind = (typeof snippetKinds)[number];

/** File name of the static image. */
export const pictureName = 'non-zero-map.svg';

/** Path from a page of each kind to the static files of its site. */
const staticFiles: Readonly<Record<SnippetKind, string>> = {
  html: '',
  iframe: '',
  markdown: '',
  sphinx: '_static/',
  // MkDocs serves page.md as page/.
  mkdocs: '../',
  vitepress: '/',
  docusaurus: '/',
  jupyter: '',
};

/** The snippet for a kind of page. */
export function snippetOf(kind: SnippetKind, embedded: Embedded): string {
  switch (kind) {
    case 'html':
      return `${htmlOf(script(embedded))}\n${htmlOf(tag(kind, embedded))}\n`;
    case 'iframe':
      return `${htmlOf(frame(embedded))}\n`;
    case 'markdown':
      return markdownImage(embedded);
    case 'sphinx':
      return `\`\`\`{raw} html\n${htmlOf(script(embedded))}\n${htmlOf(tag(kind, embedded))}\n\`\`\`\n`;
    case 'mkdocs':
      return `${htmlOf(script(embedded))}\n${htmlOf(box(tag(kind, embedded)))}\n`;
    case 'vitepress':
      return `${frontmatter(embedded)}\n${htmlOf(box(tag(kind, embedded), { 'v-pre': '' }))}\n`;
    case 'docusaurus':
      return `${jsxOf(head(script(embedded)))}\n\n${jsxOf(tag(kind, embedded))}\n`;
    case 'jupyter':
      return pythonFrame(embedded);
  }
}

/** URL of the frame with the map. A model of this computer is named relative to the frame. */
export function frameAddress({ base, link }: Embedded): string {
  const { name: _name, size: _size, sha256: _sha256, ...shown } = link;
  return `${base}embed.html#${encodeLink(forReaders({ ...shown, model: link.model ?? fileAddress(link) }))}`;
}

/** The fragment with the view of a map, without its model. */
export function viewFragment({ link }: Pick<Embedded, 'link'>): string {
  const { model: _model, name: _name, size: _size, sha256: _sha256, ...shown } = link;
  return encodeLink(forReaders(shown));
}

function script({ base }: Embedded): Markup {
  return { tag: 'script', attributes: { type: 'module', src: `${base}prune-scope.js` } };
}

function tag(kind: SnippetKind, { base, link, bytes, label, height, withPicture }: Embedded): Markup {
  const { model } = link;
  const src = model === undefined ? staticFiles[kind] + fileAddress(link) : new URL(model, base).href;
  const image: Markup = { tag: 'img', attributes: { src: staticFiles[kind] + pictureName, alt: label } };
  return {
    tag: 'prune-scope',
    tall: true,
    attributes: {
      src,
      ...(model !== undefined && bytes !== undefined && { bytes: String(bytes) }),
      ...viewAttributesOf(link),
    },
    style: { display: 'block', height: `${height}px` },
    children: [
      { tag: 'a', attributes: { href: pageAddress({ base, link }) }, children: withPicture ? [image] : label },
    ],
  };
}

/** Attributes of the tag for a link. The tag has no comparison and at most one note. */
function viewAttributesOf({ compare: _compare, notes, theme, ...link }: LinkState): Markup['attributes'] {
  const fields = new Map(linkFields(forReaders({ ...link, theme, ...(notes?.length === 1 && { notes }) })));
  const view = Object.entries(fieldOfAttribute).filter(([, field]) => fields.has(field));
  return {
    ...Object.fromEntries(view.map(([attribute, field]) => [attribute, fields.get(field)!])),
    ...(theme !== 'auto' && { theme }),
  };
}

/** Wraps an element in a div. Markdown leaves blocks of known tags unchanged, and puts unknown tags into a paragraph. */
function box(markup: Markup, attributes: Markup['attributes'] = {}): Markup {
  return { tag: 'div', attributes, children: [markup] };
}

function head(markup: Markup): Markup {
  return { tag: 'head', attributes: {}, children: [markup] };
}

/** VitePress treats a script in Markdown as part of a Vue component, so the script goes into the frontmatter. */
function frontmatter(embedded: Embedded): string {
  const { type, src } = script(embedded).attributes;
  return ['---', 'head:', '  - - script', `    - type: ${type}`, `      src: ${JSON.stringify(src)}`, '---', ''].join(
    '\n',
  );
}

function frame(embedded: Embedded): Markup {
  return {
    tag: 'iframe',
    tall: true,
    attributes: {
      src: frameAddress(embedded),
      title: embedded.label,
      width: '100%',
      height: String(embedded.height),
      loading: 'lazy',
      // An attribute, because MDX does not accept a style as text, and some pages forbid styles.
      frameborder: '0',
    },
  };
}

/** An image with a link to the map. */
function markdownImage(embedded: Embedded): string {
  const address = markdownDestination(pageAddress(embedded));
  return `[![${markdownText(wellFormed(embedded.label))}](${pictureName})](${address})\n`;
}

function pythonFrame(embedded: Embedded): string {
  // JSON strings are valid in Python. IPython inserts `extras` into the tag without escaping.
  return [
    'from IPython.display import IFrame',
    '',
    'IFrame(',
    `    ${JSON.stringify(frameAddress(embedded))},`,
    '    width="100%",',
    `    height=${embedded.height},`,
    `    extras=[${JSON.stringify(htmlAttribute('title', embedded.label))}],`,
    ')',
    '',
  ].join('\n');
}

/** URL of this page with the view. */
function pageAddress({ base, link }: Pick<Embedded, 'base' | 'link'>): string {
  return `${base}#${encodeLink(forReaders(link))}`;
}

/** Removes the engine, because it depends on the computer of the reader. */
function forReaders(link: LinkState): LinkState {
  return { ...link, engine: 'auto', color: coloringOf(link) };
}

/** Name of the file on this computer that a link refers to. For a model in a bundle, the name of the bundle. */
export function fileName({ name = '' }: LinkState): string {
  return name.replace(/\/.*$/s, '');
}

function fileAddress(link: LinkState): string {
  return encodeURIComponent(wellFormed(fileName(link)));
}
