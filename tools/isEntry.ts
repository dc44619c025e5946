import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Whether Node was started with a module. The paths are compared as the disk spells them: the one that was typed may lead through a link, as
 * /tmp does on macOS, or differ in case, as drive letters do.
 */
export function isEntry(moduleUrl: string, script = process.argv[1]): boolean {
  return (
    !!script && existsSync(script) && realpathSync.native(script) === realpathSync.native(fileURLToPath(moduleUrl))
  );
}
