// The tag for editors and documentation tools, from its source. They are told the file that a page loads, not the one it is built from.
const built = { 'src/element.ts': 'dist/prune-scope.js' };

export default {
  globs: ['src/element.ts'],
  outdir: 'dist',
  plugins: [
    {
      name: 'built-paths',
      packageLinkPhase({ customElementsManifest }) {
        for (const module of customElementsManifest.modules) {
          module.path = built[module.path] ?? module.path;
          for (const { declaration } of module.exports ?? []) {
            if (declaration?.module) declaration.module = built[declaration.module] ?? declaration.module;
          }
        }
      },
    },
  ],
};
