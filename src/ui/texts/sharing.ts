// Texts of the menu "Share" and of the link.

export const shareTexts = {
  menu: 'Share',
  menuTitle: 'Share',
  copyLink: 'Copy link',
  embed: 'Embed',
  twice: 'PNG at 2×',
  noWeights: 'Maps and masks need a model with weight tensors.',
  creating: (kind: string) => `Creating the ${kind}`,
  cancel: 'Cancel',
  cancelLabel: (kind: string) => `Cancel creating the ${kind}`,
  done: (fileName: string) => `${fileName} downloaded.`,
};

export const linkTexts = {
  copy: 'Copy link',
  copied: 'Link copied',
  hashing: 'Computing the hash for the link',
  cancel: 'Cancel',
  cancelLabel: 'Cancel copying the link',
};

/** Where the browser does not allow the page to copy. */
export const manualCopyTexts = {
  close: 'Close',
  field: 'Text to copy',
  hint: (keys: string) => `The browser did not allow access to the clipboard. Press ${keys} to copy the selected text.`,
};
