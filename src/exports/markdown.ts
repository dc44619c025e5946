// Between a sign and what follows it: shows nothing, and keeps GitHub from reading a mention, an e-mail address or the number of an issue.
const wordJoiner = '\u2060';

/** On one line, and read by no Markdown as anything but itself. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      // Marks that turn the direction of writing would carry on past the note.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
      .replace(/[\\`*_~[\]<>&|$#@]/g, '\\$&')
      .replace(/[#@]/g, `$&${wordJoiner}`)
      // Bare addresses, which GitHub makes links of.
      .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
  );
}

/** An address between the brackets of a link: nothing in it ends it, and `&` begins no entity. */
export function markdownDestination(address: string): string {
  return address
    .replace(/[\s<>\\]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replace(/&(?=#?\w+;)/g, '&amp;');
}
