import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import { readNpy } from '../../src/run/npy';
import { float32Bytes, npyFile } from '../support/npyFile';

describe('readNpy', () => {
  it('reads each dtype', () => {
    const cases: readonly [string, ArrayBufferView, number[]][] = [
      ['<f4', new Float32Array([1.5, -2]), [1.5, -2]],
      ['<f8', new Float64Array([0.1, Number.NaN]), [0.1, Number.NaN]],
      ['<f2', new Uint16Array([0x3c00, 0xc500]), [1, -5]],
      ['|i1', new Int8Array([-128, 127]), [-128, 127]],
      ['|u1', new Uint8Array([0, 255]), [0, 255]],
      ['<i2', new Int16Array([-300, 300]), [-300, 300]],
      ['<u2', new Uint16Array([0, 65535]), [0, 65535]],
      ['<i4', new Int32Array([-70000, 70000]), [-70000, 70000]],
      ['<u4', new Uint32Array([0, 4294967295]), [0, 4294967295]],
      ['<i8', new BigInt64Array([-5n, 2n ** 40n]), [-5, 2 ** 40]],
      ['<u8', new BigUint64Array([0n, 2n ** 40n]), [0, 2 ** 40]],
      ['|b1', new Uint8Array([0, 1]), [0, 1]],
    ];
    for (const [descr, data, values] of cases) {
      const file = npyFile(descr, [2], new Uint8Array(data.buffer));
      expect([...readNpy(file, 'a.npy').values], descr).toEqual(values);
    }
  });

  it('reads big-endian values', () => {
    expect([...readNpy(npyFile('>i2', [2], Uint8Array.of(1, 0, 0xff, 0xfe)), 'a.npy').values]).toEqual([256, -2]);
  });

  it('reads version 2 and 3, scalars and matrices', () => {
    const data = float32Bytes([1, 2, 3, 4, 5, 6]);
    for (const version of [2, 3]) expect(readNpy(npyFile('<f4', [2, 3], data, { version }), 'a').shape).toEqual([2, 3]);
    expect(readNpy(npyFile('<f4', [], float32Bytes([7])), 'a')).toMatchObject({ shape: [], type: 'FLOAT32' });
  });

  it('reads from within a larger buffer', () => {
    const file = npyFile('<f4', [1], float32Bytes([7]));
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect([...readNpy(larger.subarray(3), 'a').values]).toEqual([7]);
  });

  it('says what is wrong with a file', () => {
    const data = float32Bytes([1, 2, 3, 4]);
    const messages: readonly [Uint8Array, string][] = [
      [new Uint8Array(4), 'a.npy is not a .npy file of NumPy'],
      [npyFile('<f4', [2, 2], data).subarray(0, 40), 'a.npy is cut off in its header'],
      [npyFile('<f4', [2, 3], data), 'a.npy is cut off: its shape (2, 3) needs 24 bytes, and 16 follow the header'],
      [npyFile('<c8', [2], data), 'a.npy has the dtype c8; expected numbers or booleans of at most 8 bytes'],
      [
        npyFile('<U2', [2], data),
        'a.npy has the dtype of a structure or an object; expected numbers or booleans of at most 8 bytes',
      ],
      [
        npyFile('<f4', [2, 2], data, { isFortran: true }),
        'a.npy is in Fortran order; save numpy.ascontiguousarray(array) instead',
      ],
    ];
    for (const [file, message] of messages) expect(() => readNpy(file, 'a.npy')).toThrow(message);
  });

  it('rejects sizes that are not integers', () => {
    for (const sizes of ['0 0', `${'9'.repeat(400)}, 0`]) {
      const file = npyFile('<f4', [sizes as unknown as number, 0], new Uint8Array(0));
      expect(() => readNpy(file, 'a.npy')).toThrow('in its header; expected integers that are separated by commas');
    }
  });

  it('reads a damaged file or reports a ModelError', () => {
    const file = npyFile('<f4', [2, 3], float32Bytes([1, 2, 3, 4, 5, 6]));
    const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(file.length), (changes, length) => {
        const damaged = file.slice(0, length);
        for (const [place, byte] of changes) if (place < length) damaged[place] = byte;
        try {
          const { shape, values } = readNpy(damaged, 'a.npy');
          expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(ModelError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
