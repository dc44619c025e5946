import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { Builder } from 'flatbuffers';
import {
  Item,
  ItemValue,
  LiteRTLMMetaData,
  SectionMetadata,
  SectionObject,
  SectionType,
  StringValue,
} from '../../src/tflite/schema/litertlm_generated';

/** A member of a .task bundle: its bytes, stored or deflated. */
export type Packing = 'stored' | 'deflated';

/**
 * A .task bundle, which is a zip archive. Members are stored unless `deflated`.
 * @param zeros zero bytes before the first member, as MediaPipe's tools write them.
 */
export async function taskBundle(
  members: Readonly<Record<string, Uint8Array>>,
  packing: Packing = 'stored',
  zeros = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, offset: zeros });
  for (const [name, bytes] of Object.entries(members)) {
    await writer.add(name, new Uint8ArrayReader(bytes), {
      level: packing === 'stored' ? 0 : 6,
      dataDescriptor: false, // sizes before the data, as Python's zipfile writes them
    });
  }
  const archive = await writer.close();
  const bytes = new Uint8Array(zeros + archive.length);
  bytes.set(archive, zeros);
  return bytes;
}

const pageSize = 16 * 1024;

/** A section with its type and model_type. In place of bytes, it can have a range [begin, end), valid or not. */
type SectionDescription = {
  readonly content: Uint8Array | readonly [bigint, bigint];
  readonly type?: SectionType;
  readonly modelType?: string;
};

/** A .litertlm bundle. Sections without a description are models without a model_type. */
export function litertlmBundle(
  sections: readonly (Uint8Array | readonly [bigint, bigint] | SectionDescription)[],
): Uint8Array<ArrayBuffer> {
  let end = pageSize;
  const placed = sections.map((section) => {
    const { content, ...described } = 'content' in section ? section : { content: section };
    if (!(content instanceof Uint8Array)) return { ...described, begin: content[0], end: content[1], bytes: undefined };
    const start = Math.ceil(end / pageSize) * pageSize;
    end = start + content.length;
    return { ...described, begin: BigInt(start), end: BigInt(end), bytes: content };
  });
  const header = litertlmHeader(placed);
  const file = new Uint8Array(Math.max(end, 32 + header.length));
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode('LITERTLM'));
  view.setUint32(8, 1, true);
  view.setBigUint64(24, BigInt(32 + header.length), true);
  file.set(header, 32);
  for (const { begin, bytes } of placed) if (bytes) file.set(bytes, Number(begin));
  return file;
}

type PlacedSection = Omit<SectionDescription, 'content'> & { begin: bigint; end: bigint };

function litertlmHeader(sections: readonly PlacedSection[]): Uint8Array {
  const builder = new Builder();
  const objects = sections.map(({ begin, end, type = SectionType.TFLiteModel, modelType }) => {
    const items = modelType === undefined ? [] : [['model_version', '1'] as const, ['model_type', modelType] as const];
    const pairs = items.map(([key, value]) => {
      const text = StringValue.createStringValue(builder, builder.createString(value));
      return Item.createItem(builder, builder.createString(key), ItemValue.StringValue, text);
    });
    return SectionObject.createSectionObject(
      builder,
      SectionObject.createItemsVector(builder, pairs),
      begin,
      end,
      type,
    );
  });
  const vector = SectionMetadata.createObjectsVector(builder, objects);
  const metadata = SectionMetadata.createSectionMetadata(builder, vector);
  LiteRTLMMetaData.startLiteRTLMMetaData(builder);
  LiteRTLMMetaData.addSectionMetadata(builder, metadata);
  builder.finish(LiteRTLMMetaData.endLiteRTLMMetaData(builder));
  return builder.asUint8Array();
}

/** The archive with the uncompressed sizes of its members overwritten, in both places of the format. */
export function claiming(archive: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const bytes = archive.slice();
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const signature = view.getUint32(at, true);
    if (signature === 0x04034b50) view.setUint32(at + 22, size, true);
    if (signature === 0x02014b50) view.setUint32(at + 24, size, true);
  }
  return bytes;
}

/** The archive of one member, whose list of members has it many times. */
export function listingOften(archive: Uint8Array<ArrayBuffer>, times: number): Uint8Array<ArrayBuffer> {
  const end = new DataView(archive.buffer, archive.byteLength - 22);
  const start = end.getUint32(16, true);
  const record = archive.subarray(start, start + end.getUint32(12, true));
  const bytes = new Uint8Array(start + times * record.length + 22);
  bytes.set(archive.subarray(0, start));
  for (let i = 0; i < times; i++) bytes.set(record, start + i * record.length);
  bytes.set(archive.subarray(-22), bytes.length - 22);
  const view = new DataView(bytes.buffer, bytes.length - 22);
  view.setUint16(8, times, true);
  view.setUint16(10, times, true);
  view.setUint32(12, times * record.length, true);
  return bytes;
}
