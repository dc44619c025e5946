import fc from 'fast-check';

const delimiters = [
  ...'"\'`<>&{}[]()\\|*_#@~$!:;/=%?+-. \t\n\r\0\u000b\u000c\u001c\u0085\u00a0\u2028\u2029\u202e\ufeff',
  ...['😀', '\ud83d', '\ude00', '\n\n', '```', '---', '</script>', '</div>', '-->', ']](x)', '{{ x }}', '$x{y}'],
  ...['&amp;', '&#x27;', '&notin', '\\"', '"""', ':::', 'a', 'ß', '字'],
];

/** Names that a model or a file system can contain, made of delimiters of several languages. */
export const delimiterText = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...delimiters) }, fc.string({ unit: 'binary', maxLength: 3 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');
