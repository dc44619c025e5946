import type { ByteSource } from '../bytes/byteSource';
import { partSource } from '../bytes/partSource';
import { ModelError } from '../modelError';
import { type BundleMember, maxMembers, tooManyMembers } from './bundleMember';
import { metadataOf, readEach } from './metadata';
import {
  Item,
  ItemValue,
  LiteRTLMMetaData,
  type SectionObject,
  SectionType,
  StringValue,
} from './schema/litertlm_generated';

// Before the header: magic, three version numbers and the end of the header.
const headerStart = 32;
// The runtime uses it for sections without a model_type. Source: ExtractBufferKeyAndBackendConstraint in litert_lm_loader.cc of LiteRT-LM.
const defaultModelType = 'tf_lite_prefill_decode';

type Section = {
  /** Byte range in the file, end exclusive. */
  readonly begin: bigint;
  readonly end: bigint;
  readonly type: SectionType;
  /** In lower case, because the runtime ignores case; undefined if the section has none. */
  readonly modelType: string | undefined;
};

/**
 * The sections of a .litertlm bundle, read in place. Sections have no names, so they are named by their position among all sections:
 * `section0.tflite`, `section1.tflite`, …
 * @throws ModelError `bad-bundle` if the header is damaged, or if a section is outside the file; `too-large` if there are too many sections
 */
export async function litertlmSections(source: ByteSource, signal?: AbortSignal): Promise<BundleMember[]> {
  const sections = await readHeader(source, signal);
  const parts = sections.map((section, index) => sectionSource(source, section, index));
  return sections.map((section, index) => {
    const part = parts[index];
    return {
      name: nameOf(index),
      head: (length) => part.slice(0, Math.min(length, part.byteLength), signal),
      open: async () => ({
        ...part,
        modelType: section.modelType?.replace(/^tf_lite_/, ''),
        weightsSection: () => weightsOf(section, sections, parts),
      }),
    };
  });
}

function nameOf(index: number): string {
  return `section${index}.tflite`;
}

function sectionSource(source: ByteSource, { begin, end }: Section, index: number): ByteSource {
  // Offsets have 64 bits, so they are checked before the conversion to numbers.
  if (begin > end || end > BigInt(source.byteLength)) {
    throw new ModelError(
      'bad-bundle',
      `section ${index} is at bytes ${begin} to ${end}, but the file ends at byte ${source.byteLength}: it is truncated or damaged. Download it again.`,
    );
  }
  return partSource(source, Number(begin), Number(end), `${source.name}/${nameOf(index)}`);
}

/**
 * The section with the weights of a model: it has the same model_type. Of several, the runtime uses the last.
 * @throws ModelError `external-missing`
 */
function weightsOf(model: Section, sections: readonly Section[], parts: readonly ByteSource[]): ByteSource {
  const modelType = model.modelType ?? defaultModelType;
  const index = sections.findLastIndex(
    (section) => section.type === SectionType.TFLiteWeights && (section.modelType ?? defaultModelType) === modelType,
  );
  if (index >= 0) return parts[index];
  throw new ModelError(
    'external-missing',
    `the weights are in a section of type TFLiteWeights with the model_type ${modelType}, but the bundle has no such section. Build the bundle again with these weights.`,
  );
}

async function readHeader(source: ByteSource, signal?: AbortSignal): Promise<Section[]> {
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
    const count = await header.read(
      (buffer) => LiteRTLMMetaData.getRootAsLiteRTLMMetaData(buffer).sectionMetadata()?.objectsLength() ?? 0,
      signal,
    );
    if (count > maxMembers && count <= header.byteLength / 4) throw tooManyMembers(String(count));
    return await header.read((buffer) => {
      const sections = LiteRTLMMetaData.getRootAsLiteRTLMMetaData(buffer).sectionMetadata();
      return readEach(count, (i) => sectionOf(sections!.objects(i)!));
    }, signal);
  } catch (thrown) {
    throw asDamagedHeader(thrown);
  }
}

function sectionOf(object: SectionObject): Section {
  return {
    begin: object.beginOffset(),
    end: object.endOffset(),
    type: object.dataType(),
    modelType: modelTypeOf(object),
  };
}

function modelTypeOf(object: SectionObject): string | undefined {
  const values = readEach(object.itemsLength(), (i) => {
    const item = object.items(i, new Item())!;
    if (item.key()?.toLowerCase() !== 'model_type' || item.valueType() !== ItemValue.StringValue) return undefined;
    const value: StringValue | null = item.value(new StringValue());
    // The text is untrusted, and is shown on one line.
    return value
      ?.value()
      ?.toLowerCase()
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 100);
  });
  return values.findLast((value) => value !== undefined);
}

/** Errors of a record say that the model is damaged. Here it is the header. */
function asDamagedHeader(thrown: unknown): unknown {
  const damage = ['truncated', 'bad-offset'];
  if (!(thrown instanceof ModelError) || !damage.includes(thrown.code)) return thrown;
  return new ModelError('bad-bundle', `the header of the bundle is damaged: ${thrown.message}`);
}
