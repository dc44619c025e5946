import { describe, expect, it } from 'vitest';
import { isFilter, operatorText } from '../../../src/tflite/weights/weightTensor';

const usedBy = (...codes: string[]) => ({ operators: codes.map((code, index) => ({ index, code })) });

describe('the text of the operators', () => {
  it('names each operator once', () => {
    expect(operatorText(usedBy('CONV_2D', 'FULLY_CONNECTED', 'CONV_2D'))).toBe('CONV_2D, FULLY_CONNECTED');
  });

  it('has the role of the tensor', () => {
    expect(operatorText({ ...usedBy('LSTM'), role: 'input to cell' })).toBe('LSTM: input to cell');
  });
});

describe('filters', () => {
  it.each([
    ['CONV_2D', [8, 3, 3, 4], true],
    ['CUSTOM:Convolution2DTransposeBias', [8, 3, 3, 4], true],
    ['DEPTHWISE_CONV_2D', [1, 3, 3, 4], false],
    ['GATHER', [8, 3, 3, 4], false],
    ['FULLY_CONNECTED', [8, 4], false],
  ])('of %s with shape %j: %j', (code, shape, expected) => {
    expect(isFilter({ ...usedBy(code), shape })).toBe(expected);
  });
});
