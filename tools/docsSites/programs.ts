import type { DebianProgram } from '../debianPrograms';

/** The docs tools of Debian. */
export const docsPrograms: readonly DebianProgram[] = [
  { debian: 'mkdocs', call: ['mkdocs', '--version'] },
  { debian: 'python3-sphinx', call: ['sphinx-build', '--version'] },
  { debian: 'python3-myst-parser', call: ['/usr/bin/python3', '-c', 'import myst_parser'] },
  { debian: 'jupyter-notebook', call: ['jupyter', 'notebook', '--version'] },
  { debian: 'jupyter-nbconvert', call: ['jupyter', 'nbconvert', '--version'] },
  { debian: 'python3-ipykernel', call: ['/usr/bin/python3', '-c', 'import ipykernel'] },
];
