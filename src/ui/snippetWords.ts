import type { SnippetKind } from '../state/snippets';

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

const scriptOnce = 'The script is needed once a page.';

/** What is to be known of a snippet, sentence by sentence. */
export const snippetNotes: Readonly<Record<SnippetKind, readonly string[]>> = {
  html: [scriptOnce],
  iframe: [],
  markdown: ['A picture that leads to this page, for READMEs and pull requests.'],
  sphinx: ['For Markdown pages that MyST reads.', scriptOnce],
  mkdocs: [scriptOnce],
  vitepress: ['The lines between --- belong to the top of the page, once.'],
  docusaurus: ['For .mdx and .md pages.', scriptOnce],
  jupyter: ['In a cell of a notebook. Its result is kept in the notebook, and in pages made of it.'],
};

/** Where a file has to lie for a snippet to find it, as a sentence. */
export function placeOfFile(kind: SnippetKind, name: string): string {
  switch (kind) {
    case 'html':
      return `Put ${name} beside the page.`;
    case 'markdown':
      return name.endsWith('.svg')
        ? `Put ${name} beside the Markdown file.`
        : `The link names ${name}: whoever follows it drops the same file.`;
    case 'iframe':
    case 'jupyter':
      return `A frame finds no files beside your page: put ${name} beside embed.html, or open it here from an address.`;
    case 'sphinx':
      return `Put ${name} into _static, a folder that html_static_path names; for a page in a folder write ../_static/.`;
    case 'mkdocs':
      return `Put ${name} beside the Markdown file. MkDocs serves page.md as page/, hence ../; in index.md leave it out.`;
    case 'vitepress':
      return `Put ${name} into the folder public; where the site has a base, write it before the /.`;
    case 'docusaurus':
      return `Put ${name} into the folder static; where the site has a baseUrl, write that for the /.`;
  }
}
