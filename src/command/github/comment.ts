/** Where to write a comment. */
export type CommentPlace = {
  /** For example https://api.github.com. */
  readonly apiUrl: string;
  /** OWNER/NAME. */
  readonly repository: string;
  readonly pullRequest: number;
  readonly token: string;
};

type Comment = {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly type?: string } | null;
};

const timeLimit = 30_000;
const perPage = 100;

/**
 * Writes a comment of a pull request, or updates the one that an earlier run wrote. Never throws, because the comment is not part of the check.
 * Source: https://docs.github.com/en/rest/issues/comments
 * @param marker start of the comment
 * @param isNews false: a comment that exists is updated, but none is added
 * @returns why there is no comment, as a sentence; undefined if it is written
 */
export async function writeComment(
  place: CommentPlace,
  marker: string,
  body: string,
  isNews: boolean,
): Promise<string | undefined> {
  try {
    const own = await ownComment(place, marker);
    const issues = `/repos/${place.repository}/issues`;
    if (own) await request(place, 'PATCH', `${issues}/comments/${own.id}`, { body });
    else if (isNews) await request(place, 'POST', `${issues}/${place.pullRequest}/comments`, { body });
    return undefined;
  } catch (thrown) {
    return `The comment was not written: ${(thrown as Error).message}.`;
  }
}

/** Only comments of apps count: anyone can write the marker, and a token with write permission can change every comment. */
async function ownComment(place: CommentPlace, marker: string): Promise<Comment | undefined> {
  for (let page = 1; ; page++) {
    const path = `/repos/${place.repository}/issues/${place.pullRequest}/comments?per_page=${perPage}&page=${page}`;
    const comments = (await request(place, 'GET', path)) as readonly Comment[];
    const own = comments.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(marker));
    if (own || comments.length < perPage) return own;
  }
}

async function request({ apiUrl, token }: CommentPlace, method: string, path: string, content?: object) {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'prunescope',
      'x-github-api-version': '2022-11-28',
    },
    ...(content && { body: JSON.stringify(content) }),
    signal: AbortSignal.timeout(timeLimit),
  });
  if (response.status === 401 || response.status === 403)
    throw new Error(
      `the token may not write comments (HTTP ${response.status}). Pull requests from forks have such a token; for others, grant pull-requests: write`,
    );
  if (!response.ok) throw new Error(`${method} ${path.replace(/\?.*/, '')} was answered with HTTP ${response.status}`);
  return response.json();
}
