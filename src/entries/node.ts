/** Opens files on disk, in Node: `import { openFile } from 'prunescope/node'`. All other functions are in `prunescope`. */
export { type OpenFile, openFile } from '../command/openFile';
