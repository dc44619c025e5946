import type { SortColumn } from '../../state/tableRows';

// Texts of commands, of the command palette and of the keyboard shortcuts.

export type CommandGroup = 'File' | 'Tensors' | 'Map' | 'Atlas' | 'Display' | 'Download' | 'Page';

export const commandNames = {
  open: 'Open a model',
  openUrl: 'Open a URL',
  compare: 'Compare with another model',
  stopComparing: 'Stop comparing',
  addNote: 'Add note',
  copyLink: 'Copy link',
  embed: 'Embed this map',
  cancelOpening: 'Cancel opening',
  sample: (name: string) => `Sample: ${name}`,
  member: (name: string) => `Model in the bundle: ${name}`,
  stopReadingAll: 'Stop reading all weights',

  nextTensor: 'Next tensor',
  previousTensor: 'Previous tensor',
  worstTensor: 'Go to the worst tensor',
  searchTensors: 'Search tensors',
  moveInTable: 'Previous, next, first, last row',
  showRow: 'Show the map of the row',
  sort: (order: string) => `Sort tensors ${order}`,
  figure: (title: string) => `Figure: ${title}`,

  nextViolation: 'Next violation',
  previousViolation: 'Previous violation',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit the tensor',
  fitAtlas: 'Fit all tensors',
  pan: 'Move the view by 10 %',
  panFar: 'Move the view by 50 %',
  cancelReading: 'Cancel reading this tensor',

  nextInAtlas: 'Next tensor of the atlas',
  previousInAtlas: 'Previous tensor of the atlas',
  showFromAtlas: 'Show the map of the tensor',
  closeAtlas: 'Close the atlas',

  tensorsPanel: 'Tensors panel',
  detailsPanel: 'Details panel',

  zerosPattern: 'Pattern: zeros in every block',
  blockPattern: 'Pattern: all-zero 1 × 4 blocks',
  editPattern: 'Edit the pattern',
  color: (name: string) => `Color: ${name}`,
  atlas: 'Atlas: all tensors on one sheet',
  view: (layout: string) => `View: ${layout}`,
  transpose: 'Transpose',

  download: (kind: string) => `Download: ${kind}`,

  find: 'Find a command or a tensor',
  help: 'Keyboard shortcuts',
  print: 'Print the map and the table',
  theme: (name: string) => `Theme: ${name}`,
  engine: (name: string) => `Engine: ${name}`,
  dismiss: 'Dismiss the message',
};

/** The mode "Prune" is loaded when it is opened, with its other texts. */
export const pruneNames = {
  open: 'Prune…',
  openTitle: 'Plan what to prune, run the result and download it',
  command: 'Prune: plan, run and download',
  close: 'Close the plan',
};

export const sortNames: Readonly<Record<SortColumn, string>> = {
  model: 'in the order of the model',
  name: 'by name',
  sparsity: 'by zeros',
  pattern: 'by status',
  violations: 'by broken blocks',
  share: 'by share of broken blocks',
  time: 'by engine time',
  change: 'by changed zeros',
};

export const paletteTexts = {
  title: 'Commands and tensors',
  placeholder: 'Command, or tensor by name, operator, shape or key (0:5)',
  noMatch: 'No matches',
  isOn: 'on',
  noName: 'unnamed',
};

export const helpTexts = {
  title: 'Keyboard shortcuts',
  button: 'Keyboard shortcuts',
  buttonTitle: 'Keyboard shortcuts (?)',
  close: 'Close',
  places: { map: 'with the focus on the map', atlas: 'with the focus on the atlas', table: 'with the focus on a row' },
  pointer: 'Mouse and touch',
};

/** What can be done with mouse and touch, without keys. */
export const gestures: readonly (readonly [effect: string, gesture: string])[] = [
  ['Zoom', 'Scroll or pinch'],
  ['Move the map', 'Drag'],
  ['Fit the tensor', 'Double-click or double-tap'],
  ['Inspect a weight', 'Hover or tap'],
  ['Move the view to a place', 'Click in the overview'],
  ['Open a file or a URL', 'Drop it on the page'],
];
