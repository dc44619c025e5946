// @vitest-environment happy-dom
import { act, createElement, type FunctionComponent } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sort, SortColumn } from '../../../src/state/tableRows';
import { SortHeader } from '../../../src/ui/tensors/TableTools';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

// The children are passed as arguments of createElement.
const Head = SortHeader as FunctionComponent<Omit<Parameters<typeof SortHeader>[0], 'children'>>;

let row: HTMLElement;
let root: ReturnType<typeof createRoot>;
beforeEach(() => {
  row = document.createElement('tr');
  root = createRoot(row);
});
afterEach(() => act(() => root.unmount()));

/** Clicks a header several times. Returns the sort and aria-sort after each click. */
function clicked(column: SortColumn, times: number, start: Sort = { column: 'model', descending: false }): string[] {
  let sort = start;
  const show = () =>
    act(() => root.render(createElement(Head, { column, sort, onSort: (next: Sort) => (sort = next) }, 'Name')));
  return Array.from({ length: times }, () => {
    show();
    act(() => row.querySelector('button')!.click());
    show();
    const said = row.querySelector('th')!.getAttribute('aria-sort');
    return `${sort.column} ${sort.descending ? 'down' : 'up'}: ${said}`;
  });
}

describe('the header of a column', () => {
  it('sorts numbers by the largest first, then by the smallest, then as in the model', () => {
    expect(clicked('sparsity', 4)).toEqual([
      'sparsity down: descending',
      'sparsity up: ascending',
      'model up: none',
      'sparsity down: descending',
    ]);
  });

  it('sorts names in ascending order', () => {
    expect(clicked('name', 3)).toEqual(['name up: ascending', 'name down: descending', 'model up: none']);
  });

  it('replaces another column', () => {
    expect(clicked('name', 1, { column: 'sparsity', descending: true })).toEqual(['name up: ascending']);
  });
});
