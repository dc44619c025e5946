import type { ReactNode } from 'react';

/** The head of a column; false or undefined if the table lacks it. */
type Head = string | { readonly text: string; readonly title: string } | false | undefined;

/** A table that scrolls in a panel. @param props.children the rows @param props.after what scrolls with the table, below it */
export function PanelTable(props: {
  label: string;
  heads: readonly Head[];
  foot?: ReactNode;
  after?: ReactNode;
  children: ReactNode;
}) {
  const { label, heads, foot, after, children } = props;
  return (
    <div className="panel-table">
      <table aria-label={label}>
        <thead>
          <tr>{heads.map(columnHead)}</tr>
        </thead>
        <tbody>{children}</tbody>
        {foot && <tfoot>{foot}</tfoot>}
      </table>
      {after}
    </div>
  );
}

function columnHead(head: Head) {
  if (!head) return null;
  const { text, title } = typeof head === 'string' ? { text: head, title: undefined } : head;
  return (
    <th key={text} scope="col" title={title}>
      {text}
    </th>
  );
}
