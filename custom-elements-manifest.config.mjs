// The tag for editors and documentation tools, as the package has it: in the file that a page loads, with what a page can use of it.
const published = 'dist/prune-scope.js';

export default {
  globs: ['src/entries/element.ts', 'src/embed/host/attributes.ts', 'src/embed/host/pruneScope.ts'],
  outdir: 'dist',
  plugins: [
    {
      name: 'as-published',
      packageLinkPhase({ customElementsManifest }) {
        const tags = customElementsManifest.modules.flatMap(({ declarations }) => declarations).filter(isTag);
        customElementsManifest.modules = [
          {
            kind: 'javascript-module',
            path: published,
            declarations: tags.map(usable),
            exports: tags.flatMap(({ name, tagName }) => [
              { kind: 'js', name, declaration: { name, module: published } },
              { kind: 'custom-element-definition', name: tagName, declaration: { name, module: published } },
            ]),
          },
        ];
      },
    },
  ],
};

function isTag({ customElement, tagName }) {
  return customElement && tagName;
}

function usable(tag) {
  return {
    ...tag,
    superclass: { name: 'HTMLElement' },
    members: tag.members.filter(({ privacy }) => privacy !== 'private'),
    // Those that are documented: every tag has a style, and the analyzer takes the variable that holds an event's name for one more.
    attributes: tag.attributes.filter(({ description }) => description),
    events: tag.events.filter(({ description }) => description),
  };
}
