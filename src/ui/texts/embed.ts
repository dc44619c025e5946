import type { SnippetKind } from '../../exports/snippets';
import type { ThemeChoice } from '../../link/link';

// Texts of the dialog "Embed this map".

export const embedTexts = {
  title: 'Embed this map',
  close: 'Close',
  address: 'Address of your Prunescope copy',
  addressExample: 'https://example.org/prunescope/',
  noAddress: 'Enter the URL of a folder with Prunescope.',
  localhost: 'Links point to localhost. Enter your public address.',
  kinds: 'Kind of page',
  options: 'Options',
  show: 'Show',
  window: 'this window',
  completeTensor: 'complete tensor',
  height: 'Height',
  pixels: 'px',
  theme: 'Theme',
  fallback: 'Include static fallback',
  fallbackTitle: 'For readers without JavaScript, and for search engines',
  snippet: 'Snippet',
  copy: 'Copy',
  copied: 'Copied',
  refused: (keys: string) => `The browser did not allow copying. Press ${keys} to copy the selected snippet.`,
  saveImage: 'Save image',
  preview: 'Preview',
  previewTitle: (label: string) => `Preview: ${label}`,
  readersNeed: (file: string) => `Readers who follow the link need ${file} to see more than the image.`,
};

export const embedThemeNames: Readonly<Record<ThemeChoice, string>> = {
  auto: 'Match page theme',
  light: 'Light',
  dark: 'Dark',
};

export const snippetNames: Readonly<Record<SnippetKind, string>> = {
  html: 'HTML',
  iframe: 'Frame',
  markdown: 'Markdown',
  sphinx: 'Sphinx (MyST)',
  mkdocs: 'MkDocs',
  vitepress: 'VitePress',
  docusaurus: 'Docusaurus',
  jupyter: 'Jupyter',
};

const scriptOnce = 'Include the script once per page.';

/** Notes on a snippet, a sentence each. */
export const snippetNotes: Readonly<Record<SnippetKind, readonly string[]>> = {
  html: [scriptOnce],
  iframe: [],
  markdown: ['An image that links to this page, for READMEs and pull requests.'],
  sphinx: ['For Markdown pages that use MyST.', scriptOnce],
  mkdocs: [scriptOnce],
  vitepress: ['Put the lines between the two --- at the top of the page, once.'],
  docusaurus: ['For .mdx and .md pages.', scriptOnce],
  jupyter: ['Run it in a notebook cell. The map is saved in the notebook and in pages exported from it.'],
};

/** Where to put files so that a snippet finds them. */
export function filePlacement(kind: SnippetKind, files: string): string {
  switch (kind) {
    case 'html':
      return `Put ${files} next to the page.`;
    case 'markdown':
      return `Put ${files} next to the Markdown file.`;
    case 'iframe':
    case 'jupyter':
      return `Put ${files} next to embed.html, or open the model from a URL: a frame does not find files next to your page.`;
    case 'sphinx':
      return `Put ${files} into _static, a folder listed in html_static_path. In pages in a subfolder, the path starts with ../_static/.`;
    case 'mkdocs':
      return `Put ${files} next to the Markdown file. MkDocs serves page.md as page/, so the path starts with ../. In index.md, omit ../.`;
    case 'vitepress':
      return `Put ${files} into the folder public. If the site sets base, put it before the /.`;
    case 'docusaurus':
      return `Put ${files} into the folder static. If the site sets baseUrl, replace the / with it.`;
  }
}
