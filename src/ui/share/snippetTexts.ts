import type { SnippetKind } from '../../exports/snippets';

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

/** Where files have to lie for a snippet to find them, as a sentence. */
export function filePlacement(kind: SnippetKind, files: string): string {
  switch (kind) {
    case 'html':
      return `Put ${files} beside the page.`;
    case 'markdown':
      return `Put ${files} beside the Markdown file.`;
    case 'iframe':
    case 'jupyter':
      return `A frame finds no files beside your page: put ${files} beside embed.html, or open the model from an address.`;
    case 'sphinx':
      return `Put ${files} into _static, a folder that html_static_path names; a page in a folder finds it at ../_static/.`;
    case 'mkdocs':
      return `Put ${files} beside the Markdown file. MkDocs serves page.md as page/, hence ../; in index.md leave it out.`;
    case 'vitepress':
      return `Put ${files} into the folder public; where the site has a base, write it before the /.`;
    case 'docusaurus':
      return `Put ${files} into the folder static; where the site has a baseUrl, write that for the /.`;
  }
}
