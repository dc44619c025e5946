// Texts of recent files.

export const recentTexts = {
  heading: 'Recent files',
  kept: 'Names only, in this browser',
  hint: 'Files that you drop are listed here.',
  choose: 'Open and remember…',
  remember: 'Remember recent files',
  clear: 'Clear recent files',
  turnOff: 'Do not remember',
  reopen: (name: string) => `Reopen ${name}`,
};
