/** Fields of the link by the attribute of the tag that sets them. */
export const fieldOfAttribute = {
  member: 'member',
  tensor: 'tensor',
  'tensor-name': 'tensorName',
  rows: 'rows',
  columns: 'columns',
  pattern: 'pattern',
  view: 'view',
  color: 'color',
  threshold: 'threshold',
  engine: 'engine',
  note: 'note',
} as const;

/** What is shown of a model, in the syntax of the link: `{ tensor: '0:5', rows: '0:24', columns: '0:24', pattern: '2,4' }`. */
export type View = Partial<Record<(typeof fieldOfAttribute)[keyof typeof fieldOfAttribute], string>>;

export const viewAttributes = Object.keys(fieldOfAttribute);

/** The view that the attributes of a tag describe. */
export function viewOfAttributes(element: Element): View {
  const view: View = {};
  for (const [attribute, field] of Object.entries(fieldOfAttribute)) {
    const value = element.getAttribute(attribute);
    if (value) view[field] = value;
  }
  return view;
}

/** The view of a fragment, without model and theme, which have attributes of their own. */
export function viewOfFragment(fragment: string): View {
  const fields = new URLSearchParams(fragment);
  const view: View = {};
  for (const field of Object.values(fieldOfAttribute)) {
    const value = fields.get(field);
    if (value !== null) view[field] = value;
  }
  return view;
}

/** The fragment of a link. Empty and absent fields are left out. */
export function fragmentOf(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return String(new URLSearchParams([['v', '1'], ...given]));
}
