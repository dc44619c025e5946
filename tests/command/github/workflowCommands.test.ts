import { expect, it } from 'vitest';
import { errorCommand } from '../../../src/command/github/workflowCommands';

it('escapes what would end a property or the command', () => {
  expect(errorCommand('a,b:c%\n::error::.tflite', 'one\r\n::two:: 5 %, x')).toBe(
    '::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3A.tflite,title=Prunescope::one%0D%0A::two:: 5 %25, x',
  );
});

it('annotates the run without a file', () => {
  expect(errorCommand(undefined, 'a')).toBe('::error title=Prunescope::a');
});
