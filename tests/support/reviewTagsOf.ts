import { type ReviewData, reviewTags } from '../../src/exports/reviewFile';

/** The contents of the tags of a review file, as a browser parses them. */
export function reviewTagsOf(html: string): { readonly data: ReviewData; readonly masks: string } {
  return { data: JSON.parse(tagOf(html, reviewTags.data)) as ReviewData, masks: tagOf(html, reviewTags.masks) };
}

/** A script element ends at the first `</script`. */
function tagOf(html: string, id: string): string {
  const start = html.indexOf('>', html.indexOf(`id="${id}"`)) + 1;
  return html.slice(start, html.indexOf('</script', start));
}
