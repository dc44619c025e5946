import { expect, it } from 'vitest';
import { escapeMarkup } from '../../src/exports/escapeMarkup';

it('escapes the characters of markup, in text and in both kinds of quotes', () => {
  expect(escapeMarkup(`<a b="c" d='e'>&amp;</a>`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;');
});

it('replaces characters that XML forbids, and keeps tabs, line ends and pairs of surrogates', () => {
  expect(escapeMarkup('a\0b\u0085c\ud800d\uffffe\t\n\r😀')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\t\n\r😀');
});
