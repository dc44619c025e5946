// Invisible. After # and @, it prevents that GitHub makes a mention, an e-mail address or an issue number.
const wordJoiner = '\u2060';

/** Escapes text for Markdown, on one line. */
export function markdownText(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      // Bidirectional controls would change the text that follows.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
      .replace(/[\\`*_~[\]<>&|$#@]/g, '\\$&')
      .replace(/[#@]/g, `$&${wordJoiner}`)
      // GitHub turns bare URLs into links.
      .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
  );
}

/** Escapes a URL for the destination of a Markdown link. */
export function markdownDestination(address: string): string {
  return address
    .replace(/[\s<>\\]/g, encodeURIComponent)
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replace(/&(?=#?\w+;)/g, '&amp;');
}
