import { formatCount } from '../../sparsity/verdict';

// Texts of the top bar, the panels and the status bar.

export const topBarTexts = {
  file: 'File',
  fileTitle: 'Size, hash, samples, and models of a bundle',
  size: 'Size',
  sha256: 'SHA-256',
  hashing: 'computing…',
  noHash: 'not computed for URLs',
  address: 'URL',
  find: 'Find a tensor or a command',
  more: 'More',
  theme: 'Theme',
  themes: { auto: 'Same as system', light: 'Light', dark: 'Dark' },
  share: 'Share',
  docs: 'Documentation',
};

export const panelTexts = {
  tensors: 'Tensors',
  details: 'Details',
  notes: 'Notes',
  resize: (panel: string) => `Resize ${panel}`,
  showTensors: 'Tensors panel',
  showDetails: 'Details panel',
  sheet: 'Sheet',
  sheetHeights: { closed: 'Open the sheet', half: 'Show more of the sheet', full: 'Close the sheet' },
};

export const summaryTexts = {
  region: 'Model',
  zeros: (share: string, weights: string) => ({ share: `${share} zeros`, of: `in ${weights} weights` }),
  unread: (read: string, total: string) => `${read} of ${total} tensors read`,
  noneChecked: (pattern: string) => `No tensor can break ${pattern}`,
  reading: 'Reading…',
  /** `12.9 MB now, could be 6.8 MB` */
  couldBe: (now: string, smallest: string) => `${now} now, could be ${smallest}`,
  smallest: (now: string) => `${now}, no encoding is smaller`,
  checkingSizes: (known: string, total: string) => `Sizes of ${known} of ${total} tensors known`,
  open: 'Open the page of the model in the details',
};

export const detailTexts = {
  region: 'Details',
  verdict: 'Verdict',
  structure: 'Structure',
  magnitudes: 'Magnitudes',
  storage: 'Quantization and storage',
  figures: 'Tutorial figures',
  zeros: 'Zeros',
  pattern: 'Pattern',
  also: 'Also',
  map: 'Map',
  type: 'Type',
  shape: 'Shape',
  operator: 'Operator',
  key: 'Key',
  encoding: 'Stored as',
  bytes: 'Size',
  name: 'Name',
  engine: 'Read in',
  previous: 'Previous',
  next: 'Next',
  list: 'List',
  violations: 'Broken blocks',
  /** `row 93, columns 2,044 to 2,047`; columns include the last. */
  violation: (row: number, first: number, last: number) =>
    `row ${formatCount(row)}, columns ${formatCount(first)} to ${formatCount(last)}`,
  moreViolations: (count: number) => `and ${formatCount(count)} more. [ and ] go through all of them.`,
  nearly: (pattern: string) => `Nearly ${pattern}`,
  expected: (share: string, byChance: string) => `${share}; ${byChance} expected by chance`,
};

export const statusBarTexts = {
  privacy: 'Nothing is uploaded',
  engineMenu: (name: string) => `Engine: ${name}`,
  withoutWasm: ' (no WebAssembly)',
  review: 'Review file: no network requests',
};
