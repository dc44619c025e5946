import * as v from 'valibot';

// Messages between the frame and the page around it. Each side validates what it receives, since either can be any page.

const envelope = { prunescope: v.literal(1) };
// Names, URLs and fragments. A snapshot in a fragment has up to 32,000 characters.
const text = v.pipe(v.string(), v.maxLength(100_000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const failure = v.object({ error: v.object({ code: text, message: text }) });
const color = v.optional(v.pipe(v.string(), v.regex(/^[\w#(),.%/ -]{1,64}$/)));

const colorsSchema = v.object({
  zero: color,
  nonzero: color,
  violation: color,
  /** Between blocks. */
  lines: color,
  background: color,
  ink: color,
  accent: color,
});

/** Colors of the host that replace the default ones, in CSS syntax. */
export type HostColors = v.InferOutput<typeof colorsSchema>;

/** Only the version of a report is checked. */
type VersionedReport = { readonly reportVersion: 1; readonly [field: string]: unknown };

function isVersion1(report: unknown): boolean {
  return (report as Partial<VersionedReport> | null)?.reportVersion === 1;
}

const toFrameSchema = v.variant('type', [
  /** Opens a model. `fragment` is that of a link; `file` is a model that the host reads for the frame. */
  v.object({
    ...envelope,
    type: v.literal('open'),
    id: count,
    fragment: text,
    // A file without a URL is on the computer of the reader.
    file: v.optional(v.object({ name: text, address: v.optional(text), byteLength: count })),
  }),
  /** Answer to the `read` with this id, with the size of the file in bytes. */
  v.object({
    ...envelope,
    type: v.literal('bytes'),
    id: count,
    outcome: v.union([v.object({ value: v.instance(ArrayBuffer), byteLength: count }), failure]),
  }),
  /** Changes the view of the open model. `fragment` is that of a link. */
  v.object({ ...envelope, type: v.literal('view'), fragment: text }),
  v.object({
    ...envelope,
    type: v.literal('theme'),
    theme: v.picklist(['auto', 'light', 'dark']),
    colors: colorsSchema,
  }),
  v.object({ ...envelope, type: v.literal('report'), id: count }),
]);

/** Id of the `open` that a message is about; absent for the model in the URL of the frame. */
const about = { of: v.optional(count) };

const fromFrameSchema = v.variant('type', [
  /** The frame handles messages. */
  v.object({ ...envelope, type: v.literal('ready') }),
  /** The first map of a model is drawn. */
  v.object({
    ...envelope,
    ...about,
    type: v.literal('load'),
    fragment: text,
    model: v.object({ name: text, bytes: count }),
    tensors: v.array(v.object({ tensor: text, name: text, shape: v.array(v.number()), type: text })),
  }),
  /** The model is still opening, or a map is being drawn. Sent every few seconds. */
  v.object({ ...envelope, ...about, type: v.literal('progress') }),
  v.object({ ...envelope, ...about, type: v.literal('error'), title: text, message: text }),
  v.object({ ...envelope, ...about, type: v.literal('viewchange'), fragment: text }),
  /** Height of the content, CSS pixels. */
  v.object({ ...envelope, type: v.literal('height'), height: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)) }),
  /** Requests the bytes [start, end) of the file that was opened as `of`, or of `companion`, a file in the same folder. */
  v.object({
    ...envelope,
    type: v.literal('read'),
    id: count,
    of: count,
    start: count,
    end: count,
    companion: v.optional(v.pipe(text, v.regex(/^[^/\\]+$/))),
  }),
  /** Answer to the `report` with this id: a report of version 1. */
  v.object({
    ...envelope,
    type: v.literal('report'),
    id: count,
    outcome: v.union([v.object({ value: v.custom<VersionedReport>(isVersion1) }), failure]),
  }),
]);

export type ToFrame = v.InferOutput<typeof toFrameSchema>;
export type FromFrame = v.InferOutput<typeof fromFrameSchema>;

/** @returns undefined for data that is not a message to the frame */
export function messageToFrame(data: unknown): ToFrame | undefined {
  const { success, output } = v.safeParse(toFrameSchema, data);
  return success ? output : undefined;
}

/** @returns undefined for data that is not a message of the frame */
export function messageFromFrame(data: unknown): FromFrame | undefined {
  const { success, output } = v.safeParse(fromFrameSchema, data);
  return success ? output : undefined;
}

/** A function for each type of message. */
export type MessageHandlers<Message extends { type: string }> = {
  readonly [Type in Message['type']]: (message: Extract<Message, { type: Type }>) => void;
};

export function handleMessage<Message extends { type: string }>(
  handlers: MessageHandlers<Message>,
  message: Message,
): void {
  (handlers[message.type as Message['type']] as (message: Message) => void)(message);
}
