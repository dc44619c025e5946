import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Whether Node was started with a module. Compares real paths, because the path on the command line may contain a link, such as /tmp on macOS,
 * or differ in case, such as a drive letter.
 */
export function isEntry(moduleUrl: string, script = process.argv[1]): boolean {
  return (
    !!script && existsSync(script) && realpathSync.native(script) === realpathSync.native(fileURLToPath(moduleUrl))
  );
}
