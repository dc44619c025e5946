import { ModelError } from '../modelError';
import { readEach } from './metadata';

// The largest published models have some ten thousand tensors and operators. Damaged counts can be far larger.
const maxRecords = 2 ** 20;
// A list with more damaged records is not a list of records, or the end of the file is missing.
const maxDamaged = 1000;

/** Reads the fields of a record. A field that cannot be read has another value, so that the rest of the file can be used. */
export type FieldReader = {
  /** @throws ModelError `too-large`, which concerns the whole file */
  field<T>(read: () => T, otherwise: T): T;
  /** Adds an error of the record itself. */
  fail(problem: ModelError): void;
  readonly problem: ModelError | undefined;
};

export function fieldReader(): FieldReader {
  let first: ModelError | undefined;
  return {
    field(read, otherwise) {
      try {
        return read();
      } catch (thrown) {
        // Missing pages are not a ModelError.
        if (!(thrown instanceof ModelError) || thrown.code === 'too-large') throw thrown;
        first ??= thrown;
        return otherwise;
      }
    },
    fail(problem) {
      first ??= problem;
    },
    get problem() {
      return first;
    },
  };
}

/**
 * The records of a list. Damaged ones have a `problem`.
 * @param what plural noun for the error messages, such as `tensors`
 * @throws ModelError `too-large` if the list is too long; the error of a record if too many are damaged
 */
export function readRecords<T>(count: number, what: string, read: (index: number) => T): T[] {
  if (count > maxRecords) {
    throw new ModelError(
      'too-large',
      `a list has ${count} ${what}; expected at most ${maxRecords}: the file is damaged. Download it again.`,
    );
  }
  let damaged = 0;
  return readEach(count, (index) => {
    const record = read(index);
    const { problem } = (record ?? {}) as { readonly problem?: ModelError | undefined };
    if (problem && ++damaged > maxDamaged) throw problem;
    return record;
  });
}
