import type { ByteSource } from '../bytes/byteSource';
import { partSource } from '../bytes/partSource';
import { ModelError } from '../modelError';
import type { BundleMember } from './bundleMember';
import { metadataOf, readEach } from './metadata';
import { LiteRTLMMetaData } from './schema/litertlm_generated';

// Before the header: magic, three version numbers and the end of the header.
const headerStart = 32;
// Published files have fewer than 20.
const maxSections = 4096;

/**
 * The sections of a .litertlm bundle, read in place. Sections have no names, so they are named by their position among all sections:
 * `section0.tflite`, `section1.tflite`, …
 * @throws ModelError `bad-bundle` if the header is damaged, or if a section is outside the file
 */
export async function litertlmSections(source: ByteSource, signal?: AbortSignal): Promise<BundleMember[]> {
  const objects = await readHeader(source, signal);
  if (objects.length > maxSections) {
    throw new ModelError(
      'bad-bundle',
      `the bundle lists ${objects.length} sections; expected at most ${maxSections}: the file is damaged`,
    );
  }
  return objects.map(({ begin, end }, index) => {
    // Offsets have 64 bits, so they are checked before the conversion to numbers.
    if (begin > end || end > BigInt(source.byteLength)) {
      throw new ModelError(
        'bad-bundle',
        `section ${index} is at bytes ${begin} to ${end}, but the file ends at byte ${source.byteLength}: it is truncated or damaged. Download it again.`,
      );
    }
    const name = `section${index}.tflite`;
    const part = partSource(source, Number(begin), Number(end), `${source.name}/${name}`);
    return {
      name,
      head: (length) => part.slice(0, Math.min(length, part.byteLength), signal),
      open: async () => part,
    };
  });
}

async function readHeader(source: ByteSource, signal?: AbortSignal): Promise<{ begin: bigint; end: bigint }[]> {
  const front = await source.slice(0, Math.min(headerStart, source.byteLength), signal);
  const end = front.length < headerStart ? 0n : new DataView(front.buffer, front.byteOffset).getBigUint64(24, true);
  if (end <= headerStart || end > BigInt(source.byteLength)) {
    throw new ModelError(
      'bad-bundle',
      `the header of the bundle ends at byte ${end}; expected between ${headerStart} and the end of the file, ${source.byteLength}: it is truncated or damaged. Download it again.`,
    );
  }
  const header = metadataOf(partSource(source, headerStart, Number(end), source.name));
  try {
    return await header.read((buffer) => {
      const sections = LiteRTLMMetaData.getRootAsLiteRTLMMetaData(buffer).sectionMetadata();
      return readEach(sections?.objectsLength() ?? 0, (i) => {
        const object = sections!.objects(i)!;
        return { begin: object.beginOffset(), end: object.endOffset() };
      });
    }, signal);
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || (thrown.code !== 'truncated' && thrown.code !== 'too-large')) throw thrown;
    throw new ModelError('bad-bundle', `the header of the bundle is damaged: ${thrown.message}`);
  }
}
