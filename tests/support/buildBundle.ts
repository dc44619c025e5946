import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { Builder } from 'flatbuffers';
import { LiteRTLMMetaData, SectionMetadata, SectionObject } from '../../src/tflite/schema/litertlm_generated';

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

/** A .litertlm bundle. In place of bytes, a section can have a range [begin, end), valid or not. */
export function litertlmBundle(sections: readonly (Uint8Array | readonly [bigint, bigint])[]): Uint8Array<ArrayBuffer> {
  let end = pageSize;
  const placed = sections.map((section) => {
    if (!(section instanceof Uint8Array)) return { begin: section[0], end: section[1] };
    const start = Math.ceil(end / pageSize) * pageSize;
    end = start + section.length;
    return { begin: BigInt(start), end: BigInt(end), bytes: section };
  });
  const header = litertlmHeader(placed);
  const file = new Uint8Array(end);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode('LITERTLM'));
  view.setUint32(8, 1, true);
  view.setBigUint64(24, BigInt(32 + header.length), true);
  file.set(header, 32);
  for (const { begin, bytes } of placed) if (bytes) file.set(bytes, Number(begin));
  return file;
}

function litertlmHeader(sections: readonly { begin: bigint; end: bigint }[]): Uint8Array {
  const builder = new Builder();
  const objects = sections.map(({ begin, end }) => SectionObject.createSectionObject(builder, begin, end));
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
