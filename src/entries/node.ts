/** Node.js only: `import { openFile } from 'prunescope/node'`. Everything else is in `prunescope`. */
export { type OpenFile, openFile } from '../command/openFile';
