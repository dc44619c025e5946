import { shortNames } from '../shell/shortNames';

/**
 * Names of tensors for a narrow list: without the beginning that all share, and of the rest the last two parts of the path. A name that would
 * then equal another one keeps more parts.
 */
export function listNames(names: readonly string[]): string[] {
  const paths = shortNames(names).map((name) => name.split('/'));
  const kept = paths.map(() => 2);
  for (let parts = 2; ; parts++) {
    const shown = paths.map((path, i) => path.slice(-kept[i]).join('/'));
    const counts = new Map<string, number>();
    for (const name of shown) counts.set(name, (counts.get(name) ?? 0) + 1);
    let grown = false;
    paths.forEach((path, i) => {
      if (counts.get(shown[i])! < 2 || kept[i] >= path.length) return;
      kept[i] = parts + 1;
      grown = true;
    });
    if (!grown) return shown;
  }
}
