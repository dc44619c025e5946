/** What can be found: by words of its text, which is in lower case. */
export type Findable = { readonly text: string };

/**
 * The entries that have all words of a query somewhere, in the order they came in, but those that have them as whole words before those
 * in which a word begins like that, and these before the rest: `0:5` is before `0:50`, and `mean` finds `tf.math.reduce_mean` before `means`.
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

/** 0: a whole word; 1: the beginning of one; 2: anywhere; infinite: nowhere. */
function distanceOf(text: string, word: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = text.indexOf(word); at >= 0 && least > 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    least = Math.min(least, isInWord(text, at) ? 2 : isInWord(text, end) ? 1 : 0);
  }
  return least;
}

/** Whether letters or digits go on across a place between two characters. */
function isInWord(text: string, at: number): boolean {
  return isOfWord(text[at - 1]) && isOfWord(text[at]);
}

function isOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
