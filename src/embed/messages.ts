import * as v from 'valibot';

// What the frame and the page around it say to each other. Both ends are checked: either may be anybody's.

const envelope = { prunescope: v.literal(1) };
// Names, addresses and fragments; a snapshot in one may have 32,000 characters.
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

/** What the host wants other than our own colors, as CSS writes them. */
export type HostColors = v.InferOutput<typeof colorsSchema>;

const toFrameSchema = v.variant('type', [
  /** A model to show, as a link says it; `file` is one that the host reads for the frame. */
  v.object({
    ...envelope,
    type: v.literal('open'),
    id: count,
    fragment: text,
    file: v.optional(v.object({ name: text, address: text, byteLength: count })),
  }),
  /** What `read` with this id asked for, and how long the file is. */
  v.object({
    ...envelope,
    type: v.literal('bytes'),
    id: count,
    outcome: v.union([v.object({ value: v.instance(ArrayBuffer), byteLength: count }), failure]),
  }),
  /** Another view of the same model, as a link says it. */
  v.object({ ...envelope, type: v.literal('view'), fragment: text }),
  v.object({
    ...envelope,
    type: v.literal('theme'),
    theme: v.picklist(['auto', 'light', 'dark']),
    colors: colorsSchema,
  }),
  v.object({ ...envelope, type: v.literal('report'), id: count }),
]);

/** The `open` that a message is about; without it, what the frame's own address asked for. */
const about = { of: v.optional(count) };

const fromFrameSchema = v.variant('type', [
  /** It listens. */
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
  /** It still opens the model or draws its first map: said every few seconds. */
  v.object({ ...envelope, ...about, type: v.literal('progress') }),
  v.object({ ...envelope, ...about, type: v.literal('error'), title: text, message: text }),
  v.object({ ...envelope, ...about, type: v.literal('viewchange'), fragment: text }),
  /** CSS pixels that its content would like to have. */
  v.object({ ...envelope, type: v.literal('height'), height: v.pipe(v.number(), v.minValue(0), v.maxValue(10_000)) }),
  /** The bytes [start, end) of the file that was opened as `of`, or of one that lies beside it, by its plain base name. */
  v.object({
    ...envelope,
    type: v.literal('read'),
    id: count,
    of: count,
    start: count,
    end: count,
    companion: v.optional(v.pipe(text, v.regex(/^[^/\\]+$/))),
  }),
  /** What `report` with this id asked for: a report of version 1. */
  v.object({
    ...envelope,
    type: v.literal('report'),
    id: count,
    outcome: v.union([v.object({ value: v.looseObject({ reportVersion: v.literal(1) }) }), failure]),
  }),
]);

export type ToFrame = v.InferOutput<typeof toFrameSchema>;
export type FromFrame = v.InferOutput<typeof fromFrameSchema>;

/** @returns undefined for what is no message to the frame */
export function messageToFrame(data: unknown): ToFrame | undefined {
  const { success, output } = v.safeParse(toFrameSchema, data);
  return success ? output : undefined;
}

/** @returns undefined for what is no message of the frame */
export function messageFromFrame(data: unknown): FromFrame | undefined {
  const { success, output } = v.safeParse(fromFrameSchema, data);
  return success ? output : undefined;
}

/** What to do at each type of message. */
export type Hearing<Message extends { type: string }> = {
  readonly [Type in Message['type']]: (message: Extract<Message, { type: Type }>) => void;
};

export function hearWith<Message extends { type: string }>(hearing: Hearing<Message>, message: Message): void {
  (hearing[message.type as Message['type']] as (message: Message) => void)(message);
}
