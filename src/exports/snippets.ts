import { fieldOfAttribute } from '../embed/viewFields';
import { coloringOf, encodeLink, type LinkState, linkFields, wellFormed } from '../link/link';
import { markdownDestination, markdownText } from './markdown';
import { htmlAttribute, htmlOf, jsxOf, type Markup } from './snippetMarkup';

/** What of a map is put into somebody's pages. */
export type Embedded = {
  /** The address of the folder that this page lies in, with a slash at its end. */
  readonly base: string;
  /** What is shown, as linkOf gives it. */
  readonly link: LinkState;
  /** The size of the model, when it is known. */
  readonly bytes?: number | undefined;
  /** What is seen, in words. */
  readonly label: string;
  /** In CSS pixels. */
  readonly height: number;
  /** Whether a picture goes along, for readers without scripts. */
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

/** The kind of page that a snippet is pasted into. */
export type SnippetKind = (typeof snippetKinds)[number];

/** What the picture is called that lies beside the page. */
export const pictureName = 'non-zero-map.svg';

/** Where a page of each kind finds a file that its author adds. */
const ownFiles: Readonly<Record<SnippetKind, string>> = {
  html: '',
  iframe: '',
  markdown: '',
  sphinx: '_static/',
  // page.md is served as page/.
  mkdocs: '../',
  vitepress: '/',
  docusaurus: '/',
  jupyter: '',
};

/** The text to paste into a page of a kind. */
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

/** The address of the frame that shows the map. A model beside this page is named by its place there. */
export function frameAddress({ base, link }: Embedded): string {
  const { name: _name, size: _size, sha256: _sha256, ...shown } = link;
  return `${base}embed.html#${encodeLink(forReaders({ ...shown, model: link.model ?? fileAddress(link) }))}`;
}

function script({ base }: Embedded): Markup {
  return { tag: 'script', attributes: { type: 'module', src: `${base}prune-scope.js` } };
}

function tag(kind: SnippetKind, { base, link, bytes, label, height, withPicture }: Embedded): Markup {
  const { model } = link;
  const src = model === undefined ? ownFiles[kind] + fileAddress(link) : new URL(model, base).href;
  const picture: Markup = { tag: 'img', attributes: { src: ownFiles[kind] + pictureName, alt: label } };
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
      { tag: 'a', attributes: { href: pageAddress({ base, link }) }, children: withPicture ? [picture] : label },
    ],
  };
}

/** What a tag says of a link. It compares nothing, and has room for one note. */
function viewAttributesOf({ compare: _compare, notes, theme, ...link }: LinkState): Markup['attributes'] {
  const fields = new Map(linkFields(forReaders({ ...link, theme, ...(notes?.length === 1 && { notes }) })));
  const view = Object.entries(fieldOfAttribute).filter(([, field]) => fields.has(field));
  return {
    ...Object.fromEntries(view.map(([attribute, field]) => [attribute, fields.get(field)!])),
    ...(theme !== 'auto' && { theme }),
  };
}

/** Markdown takes what is in a box of a known tag as it is, to its end; tags that it does not know it puts into a paragraph. */
function box(markup: Markup, attributes: Markup['attributes'] = {}): Markup {
  return { tag: 'div', attributes, children: [markup] };
}

function head(markup: Markup): Markup {
  return { tag: 'head', attributes: {}, children: [markup] };
}

/** VitePress takes a script in Markdown for a part of a Vue component; what it puts into the head stands at the top of the page. */
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
      // Not by a style: MDX takes none as text, and some pages allow none.
      frameborder: '0',
    },
  };
}

/** A picture that leads to the map. */
function markdownImage(embedded: Embedded): string {
  const address = markdownDestination(pageAddress(embedded));
  return `[![${markdownText(wellFormed(embedded.label))}](${pictureName})](${address})\n`;
}

function pythonFrame(embedded: Embedded): string {
  // A JSON string is a string of Python too. IPython puts `extras` into the tag as they are.
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

/** The link to this page. */
function pageAddress({ base, link }: Pick<Embedded, 'base' | 'link'>): string {
  return `${base}#${encodeLink(forReaders(link))}`;
}

/** The engine is a matter of each machine. */
function forReaders(link: LinkState): LinkState {
  return { ...link, engine: 'auto', color: coloringOf(link) };
}

/** The name of the file that a link of this computer is about; a model in a bundle is named after it, behind a slash. */
export function fileName({ name = '' }: LinkState): string {
  return name.replace(/\/.*$/s, '');
}

function fileAddress(link: LinkState): string {
  return encodeURIComponent(wellFormed(fileName(link)));
}
