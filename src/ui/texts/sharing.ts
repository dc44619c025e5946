// Texts of the link.

export const linkTexts = {
  copy: 'Copy link',
  copyTitle: 'Copy a link to this view (y)',
  copied: 'Link copied',
  hashing: 'Computing the hash for the link',
  cancel: 'Cancel',
  cancelLabel: 'Cancel copying the link',
};
