import { isCompiled } from '../tflite/operators';
import type { ConstantTensor, Coverage, UnlistedGroup } from '../tflite/weights/coverage';
import type { ModelContents } from '../tflite/weights/modelContents';
import { formatBytes } from './byteSize';
import { formatCount, percent } from './verdict';

/** How much of the constants is listed, and what is not, as sentences. */
export function coverageText({ constantBytes, listedBytes, unlisted }: Coverage): string {
  if (constantBytes === 0 && unlisted.length === 0) return 'No constants with 64 or more elements.';
  if (unlisted.length === 0) return `All ${formatBytes(constantBytes)} of constants are listed.`;
  const listed = `${formatBytes(listedBytes)} of ${formatBytes(constantBytes)} of constants are listed (${percent(listedBytes / constantBytes || 0)})`;
  return `${listed}. Not listed: ${unlisted.map(unlistedText).join('; ')}.`;
}

/** `2 constants of MUL, 4.1 kB (not a weight input)` */
function unlistedText({ operator, tensors, bytes, because }: UnlistedGroup): string {
  const what = `${countText(tensors)}${operator && ` of ${operator}`}`;
  return `${what}, ${formatBytes(bytes)} (${reasonText[because]})`;
}

const reasonText: Readonly<Record<UnlistedGroup['because'], string>> = {
  operator: 'not a weight input',
  compiled: 'compiled for an accelerator',
  'no-operator': 'not used by any operator',
  variable: 'initial value of a variable',
  unreadable: 'cannot be read',
};

/** The constant and the reason why it is not listed: `0:5 w, 4.1 kB: MUL does not use it as weights`. */
export function unlistedConstantText({ operator, because, variable, bytes }: ConstantTensor): string {
  const reasons: Readonly<Record<UnlistedGroup['because'], string>> = {
    operator: operator.startsWith('CUSTOM')
      ? `Prunescope does not know the format of ${operator}`
      : `${operator} does not use it as weights`,
    compiled: `${operator} was made by a compiler, and its weights cannot be read`,
    'no-operator': 'no operator uses it',
    variable: `it is the initial value of the variable ${variable || 'without a name'}`,
    unreadable: 'it cannot be read',
  };
  return `${formatBytes(bytes)}: ${because ? reasons[because] : 'listed'}`;
}

/** Why a model has no weight tensors, as a clause without a full stop. */
export function noWeightsText({ constants, operators }: Pick<ModelContents, 'constants' | 'operators'>): string {
  const elements = constants.reduce((sum, constant) => sum + constant.elements, 0);
  const held = `${countText(constants.length)}, ${formatCount(elements)} weights,`;
  const are = constants.length === 1 ? 'is' : 'are';
  if (operators.length === 0) {
    return constants.length === 0
      ? 'no operators and no constants'
      : `no operators; ${held} ${are} not used by any operator`;
  }
  const accelerators = [...new Set(operators.filter(isCompiled).map(acceleratorOf))];
  if (accelerators.length > 0) {
    return `compiled for ${accelerators.join(' and ')}: its weights cannot be read; open the model as it was before compiling`;
  }
  const variables = constants.filter(({ because }) => because === 'variable');
  if (variables.length > 0) {
    const names = variables.map(({ name, variable }) => `${name} of ${variable || 'a variable without a name'}`);
    return `its weights are initial values of variables, which operators can change: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  }
  const custom = [...new Set(constants.map(({ operator }) => operator).filter((code) => code.startsWith('CUSTOM')))];
  if (custom.length > 0) {
    return `its constants are those of custom operators, whose format Prunescope does not know: ${custom.join(', ')}`;
  }
  return constants.length > 0
    ? `no operator uses a constant as weights; ${held} ${are} used by other operators`
    : 'no constants with 64 or more elements: the operators only compute with activations';
}

/** `ethos-u` for `CUSTOM:ethos-u`. */
function acceleratorOf(code: string): string {
  const name = code.slice('CUSTOM:'.length);
  if (name.startsWith('XC_')) return 'xcore';
  return name.replace(/-custom-op$/, '').replace(/Graph$/, '');
}

function countText(count: number): string {
  return count === 1 ? '1 constant' : `${formatCount(count)} constants`;
}
