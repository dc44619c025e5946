/** Invalid usage. The command prints the message as one line. */
export class UsageError extends Error {}
