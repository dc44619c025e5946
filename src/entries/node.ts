/** What only Node can open, for scripts: `import { openFile } from 'prunescope/node'`; the rest is in `prunescope`. */
export { type OpenFile, openFile } from '../command/openFile';
