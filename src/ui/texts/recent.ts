// Texts of recent files.

export const recentTexts = {
  heading: 'Recent files',
  kept: 'In this browser only, without the content of the files',
  hint: 'Files that you drop are listed here.',
  choose: 'Open and remember…',
  remember: 'Remember recent files',
  clear: 'Clear recent files',
  turnOff: 'Do not remember',
  reopen: (name: string) => `Reopen ${name}`,
};
