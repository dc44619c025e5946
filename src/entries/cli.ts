// The command. This small file lets Node cache the compiled code of the others, which are loaded after it.
import * as nodeModule from 'node:module';
import { version } from '../../package.json';

// From Node 22.1 on. The cache is in the folder for temporary files, unless NODE_COMPILE_CACHE names another one.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const { main } = await import('../command/main');
process.exitCode = await main(process.argv.slice(2), version);
