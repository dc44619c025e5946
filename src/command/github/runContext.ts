import { readFile } from 'node:fs/promises';
import { UsageError } from '../arguments';

/** Where a check runs on GitHub Actions. */
export type RunContext = {
  /** Hash of the commit to compare with; undefined if the event has none. */
  readonly base: string | undefined;
  /** Hash of the last commit of the pull request. */
  readonly head: string | undefined;
  /** Number of the pull request; undefined for other events. */
  readonly pullRequest: number | undefined;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the event that started the run. Without one, as on a developer's computer, everything is undefined.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * @throws UsageError if the file of the event cannot be read
 */
export async function runContextOf({ GITHUB_EVENT_PATH: path }: Environment): Promise<RunContext> {
  const event = path ? await eventAt(path) : {};
  const { pull_request: pullRequest, merge_group: group, before } = event;
  const number = pullRequest?.number;
  return {
    base: commitOf(pullRequest?.base?.sha ?? group?.base_sha ?? before),
    head: commitOf(pullRequest?.head?.sha),
    pullRequest: Number.isSafeInteger(number) ? number : undefined,
  };
}

/** The fields that are read. Any can be missing. */
type RunEvent = {
  readonly pull_request?: {
    readonly number?: number;
    readonly base?: { readonly sha?: unknown };
    readonly head?: { readonly sha?: unknown };
  };
  readonly merge_group?: { readonly base_sha?: unknown };
  /** Of a push. */
  readonly before?: unknown;
};

async function eventAt(path: string): Promise<RunEvent> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) ?? {};
  } catch (thrown) {
    throw new UsageError(`GITHUB_EVENT_PATH: the event cannot be read (${(thrown as Error).message})`);
  }
}

/** A push of a new branch has zeros in place of a hash. */
function commitOf(sha: unknown): string | undefined {
  return typeof sha === 'string' && /^[\da-f]{40,64}$/.test(sha) && !/^0+$/.test(sha) ? sha : undefined;
}
