import { type ReactNode, useState } from 'react';
import { type ImageRange, imageRanges } from '../../run/imageInputs';
import type { InputChoice } from '../../run/inputs';
import { inputTexts } from '../texts/run';

type Kind = InputChoice['kind'];

/** The fields of all kinds, so that a change of the kind keeps them. */
type Fields = {
  readonly kind: Kind;
  readonly seed: string;
  readonly random: string;
  readonly mnist: string;
  readonly range: ImageRange;
  readonly images: readonly File[];
  readonly arrays: readonly File[];
};

const first: Fields = { kind: 'random', seed: '1', random: '8', mnist: '1000', range: '0..1', images: [], arrays: [] };
const kinds = Object.keys(inputTexts.kinds) as Kind[];
const mnistImages = 10_000;
const maxExamples = 10_000;

/**
 * Chooses what models run on.
 * @param props.mnistFolder URL of the folder with the files of MNIST
 * @param props.start text of the button
 * @param props.isBusy the button is disabled
 */
export function InputForm(props: {
  mnistFolder: string;
  start: string;
  isBusy: boolean;
  onStart(choice: InputChoice): void;
}) {
  const { mnistFolder, start, isBusy, onStart } = props;
  const [fields, setFields] = useState(first);
  const change = (changed: Partial<Fields>) => setFields((before) => ({ ...before, ...changed }));
  const choice = choiceOf(fields, mnistFolder);
  return (
    <form
      className="run-inputs"
      onSubmit={(event) => {
        event.preventDefault();
        if (choice && !isBusy) onStart(choice);
      }}
    >
      <label>
        {inputTexts.inputs}{' '}
        <select value={fields.kind} onChange={({ target }) => change({ kind: target.value as Kind })}>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {inputTexts.kinds[kind]}
            </option>
          ))}
        </select>
      </label>
      <KindFields fields={fields} change={change} />
      <button type="submit" disabled={!choice || isBusy} title={choice ? undefined : inputTexts.noFiles}>
        {start}
      </button>
      <p className="quiet">{inputTexts.about[fields.kind]}</p>
    </form>
  );
}

function KindFields({ fields, change }: { fields: Fields; change(changed: Partial<Fields>): void }): ReactNode {
  switch (fields.kind) {
    case 'random':
      return (
        <>
          <NumberField
            label={inputTexts.examples}
            value={fields.random}
            max={maxExamples}
            onChange={(random) => change({ random })}
          />
          <NumberField label={inputTexts.seed} value={fields.seed} min={0} onChange={(seed) => change({ seed })} />
        </>
      );
    case 'zeros':
      return null;
    case 'arrays':
      return <FileField label={inputTexts.chooseArrays} accept=".npy,.npz" onChange={(arrays) => change({ arrays })} />;
    case 'images':
      return (
        <>
          <FileField label={inputTexts.chooseImages} accept="image/*" onChange={(images) => change({ images })} />
          <label>
            {inputTexts.range}{' '}
            <select value={fields.range} onChange={({ target }) => change({ range: target.value as ImageRange })}>
              {imageRanges.map((range) => (
                <option key={range} value={range}>
                  {inputTexts.ranges[range]}
                </option>
              ))}
            </select>
          </label>
        </>
      );
    case 'mnist':
      return (
        <NumberField
          label={inputTexts.examples}
          value={fields.mnist}
          max={mnistImages}
          onChange={(mnist) => change({ mnist })}
        />
      );
  }
}

function NumberField(props: {
  label: string;
  value: string;
  min?: number;
  max?: number;
  onChange(value: string): void;
}) {
  const { label, value, min = 1, max, onChange } = props;
  return (
    <label>
      {label}{' '}
      <input
        type="number"
        min={min}
        max={max}
        step={1}
        value={value}
        aria-invalid={wholeNumber(value, min, max) === undefined}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

function FileField(props: { label: string; accept: string; onChange(files: readonly File[]): void }) {
  const { label, accept, onChange } = props;
  return (
    <label className="run-files">
      {label}{' '}
      <input type="file" multiple accept={accept} onChange={({ target }) => onChange([...(target.files ?? [])])} />
    </label>
  );
}

/** @returns undefined unless all fields of the kind are valid */
function choiceOf(fields: Fields, mnistFolder: string): InputChoice | undefined {
  const { kind, images, arrays, range } = fields;
  switch (kind) {
    case 'random': {
      const count = wholeNumber(fields.random, 1, maxExamples);
      const seed = wholeNumber(fields.seed, 0);
      return count === undefined || seed === undefined ? undefined : { kind, seed, count };
    }
    case 'zeros':
      return { kind };
    case 'images':
      return images.length === 0 ? undefined : { kind, files: images, range };
    case 'arrays':
      return arrays.length === 0 ? undefined : { kind, files: arrays };
    case 'mnist': {
      const count = wholeNumber(fields.mnist, 1, mnistImages);
      return count === undefined ? undefined : { kind, folder: mnistFolder, count };
    }
  }
}

/** @param text as typed @returns undefined for other texts than whole numbers in the range */
export function wholeNumber(text: string, min: number, max = Number.MAX_SAFE_INTEGER): number | undefined {
  const value = Number(text);
  return /^\s*\d+\s*$/.test(text) && value >= min && value <= max ? value : undefined;
}
