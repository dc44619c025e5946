import { escapeMarkup } from './escapeMarkup';

// Invisible. After # and @, it prevents that GitHub makes a mention, an e-mail address or an issue number.
const wordJoiner = '\u2060';

/** Escapes text for Markdown, on one line. */
export function markdownText(text: string): string {
  return (
    oneLine(text)
      .replace(/[\\`*_~[\]<>&|$#@]/g, '\\$&')
      .replace(/[#@]/g, `$&${wordJoiner}`)
      // GitHub turns bare URLs into links.
      .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
  );
}

/** Escapes text for an HTML element in Markdown, on one line. Markdown is not interpreted there, but GitHub makes mentions there too. */
export function htmlInMarkdown(text: string): string {
  return escapeMarkup(oneLine(text)).replace(/@|#(?!39;)/g, `$&${wordJoiner}`);
}

function oneLine(text: string): string {
  return (
    text
      .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
      // Bidirectional controls would change the text that follows.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
      .trim()
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
