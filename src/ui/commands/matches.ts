/** An entry of a search. `text` is in lower case. */
export type Findable = { readonly text: string };

/**
 * The entries that contain all words of a query. Matches of complete words come first, then beginnings of words, then other matches: `0:5` is
 * before `0:50`, and `mean` finds `tf.math.reduce_mean` before `means`. Equal matches keep their order.
 */
export function matchesOf<T extends Findable>(entries: readonly T[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  const found: { entry: T; distance: number }[] = [];
  for (const entry of entries) {
    let distance = 0;
    for (const word of words) distance += distanceOf(entry.text, word);
    if (distance < Number.POSITIVE_INFINITY) found.push({ entry, distance });
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ entry }) => entry);
}

/** 0: a complete word; 1: the beginning of a word; 2: inside a word; infinite: not found. */
function distanceOf(text: string, word: string): number {
  let min = Number.POSITIVE_INFINITY;
  for (let at = text.indexOf(word); at >= 0 && min > 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    min = Math.min(min, isInWord(text, at) ? 2 : isInWord(text, end) ? 1 : 0);
  }
  return min;
}

/** Whether the characters before and at an index belong to one word. */
function isInWord(text: string, at: number): boolean {
  return isOfWord(text[at - 1]) && isOfWord(text[at]);
}

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
