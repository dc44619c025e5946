/** Files by path, and the files that each imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * Finds circular imports: at least one in each group of files that import each other.
 * @returns for example `a.ts → b.ts → a.ts`
 */
export function importCircles(graph: ImportGraph): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  function visit(file: string): void {
    const start = path.indexOf(file);
    if (start >= 0) {
      circles.push([...path.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const imported of graph.get(file) ?? []) visit(imported);
    path.pop();
    done.add(file);
  }

  for (const file of graph.keys()) visit(file);
  return circles;
}
