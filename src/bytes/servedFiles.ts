/** A file that the command serves to its page. Facts of a file that is gone are those before. */
export type ServedFile = {
  /** URL relative to the page. */
  readonly path: string;
  /** Base name. */
  readonly name: string;
  /** The path as it was given to the command, to tell files of the same name apart. */
  readonly given: string;
  readonly byteLength: number;
  /** Time of the last change, ms since 1970. */
  readonly modified: number;
  /** ETag of the file. */
  readonly etag: string;
  /** Changes with the file, and with the files of its external weights. */
  readonly version: string;
  /** The file was deleted or moved. */
  readonly isGone?: true;
};

/** What the command writes into the page as JSON. The events have the same data, whenever a file changes. */
export type ServedPage = {
  /** In the order of the command line. */
  readonly files: readonly ServedFile[];
  /** Whether changes of the files are announced. */
  readonly watches: boolean;
  /** URLs of the scripts of the page, relative to it. The page loads them all, so that it works when the command has ended. */
  readonly scripts: readonly string[];
};

/** Id of the element with the JSON of a ServedPage. */
export const servedPageId = 'served-page';

/** URL of the server-sent events, relative to the page. */
export const servedEventsPath = 'events';
