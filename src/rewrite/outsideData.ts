import { ModelError } from '../modelError';
import { contentLength, fieldValue, longIn, scalar, setField, type TableNode, tablesIn } from './nodes';
import { fieldNamed } from './schemaTables';
import type { OutsideData } from './writeNodes';

/** Data of a model outside of its flatbuffer: of buffers, and options of custom operators. */
export type OutsideParts = {
  readonly parts: readonly OutsideData[];
  /** End of the last one in the file; 0 if there is none. */
  readonly end: number;
  /** The data of a Buffer table. */
  of(buffer: TableNode): OutsideData | undefined;
};

/** @throws ModelError `truncated` */
export function outsideDataOf(root: TableNode, fileLength: number): OutsideParts {
  const parts = new Map<string | TableNode, OutsideData>();
  const byTable = new Map<TableNode, OutsideData>();
  let end = 0;

  function add(node: TableNode, offsetName: string, sizeName: string): void {
    const [offset, size] = [longIn(node, offsetName), longIn(node, sizeName)];
    // The converter uses offset 1 as a placeholder.
    if (offset <= 1n) return;
    if (offset + size > BigInt(fileLength)) {
      throw new ModelError(
        'truncated',
        `data of the model takes ${size} bytes at ${offset}, but the file ends at byte ${fileLength}: it is truncated. Download it again.`,
      );
    }
    const range = { start: Number(offset), end: Number(offset + size) };
    // Empty data is shared by chance only.
    const key = size === 0n ? node : `${range.start}:${range.end}`;
    // An absent field could not get the new size.
    if (!fieldValue(node, sizeName)) setField(node, sizeName, scalar(0, 8));
    const part: OutsideData = parts.get(key) ?? { content: { range }, users: [] };
    const positionOf = (name: string) => fieldNamed(node.table, name).position;
    part.users.push({ node, offsetField: positionOf(offsetName), sizeField: positionOf(sizeName) });
    parts.set(key, part);
    byTable.set(node, part);
    end = Math.max(end, range.end);
  }

  for (const buffer of new Set(tablesIn(root, 'buffers'))) {
    const data = fieldValue(buffer, 'data');
    const isInside = data && 'content' in data && contentLength(data.content) > 0;
    if (!isInside) add(buffer, 'offset', 'size');
  }
  for (const subgraph of new Set(tablesIn(root, 'subgraphs'))) {
    for (const operator of new Set(tablesIn(subgraph, 'operators')))
      add(operator, 'large_custom_options_offset', 'large_custom_options_size');
  }
  return { parts: [...parts.values()], end, of: (buffer) => byTable.get(buffer) };
}
