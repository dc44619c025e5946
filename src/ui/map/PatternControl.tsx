import { type RefObject, useRef, useState } from 'react';
import { isBlockPattern, parsePattern, patternText } from '../../sparsity/pattern';
import { useRegister } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';
import { patternTexts } from '../texts/map';

/** The pattern as a phrase with fields: `At least [2] zeros in every [4]`, or `All-zero [1] × [4] blocks`. */
export function PatternControl() {
  const pattern = useApp((state) => state.pattern);
  return (
    <fieldset className="pattern-control" aria-label={patternTexts.legend}>
      {/* The key resets the fields when the pattern changes elsewhere, for example by a link. */}
      {isBlockPattern(pattern) ? (
        <BlockFields key={patternText(pattern)} {...pattern.block} />
      ) : (
        <ZerosFields key={patternText(pattern)} {...pattern} />
      )}
    </fieldset>
  );
}

function ZerosFields({ zeros, of }: { zeros: number; of: number }) {
  const { first, second, firstField, typed, type } = usePatternFields(zeros, of, (z, n) => `${z},${n}`);
  return (
    <>
      {patternTexts.atLeast}{' '}
      <NumberField
        field={firstField}
        label={patternTexts.zeros}
        value={first}
        valid={typed}
        onType={(value) => type(value, second)}
      />{' '}
      {patternTexts.zerosInEvery}{' '}
      <NumberField label={patternTexts.blockSize} value={second} valid={typed} onType={(value) => type(first, value)} />
      {!typed && (
        <span className="failed" role="status">
          {patternTexts.invalidZeros}
        </span>
      )}
    </>
  );
}

function BlockFields({ rows, columns }: { rows: number; columns: number }) {
  const { first, second, firstField, typed, type } = usePatternFields(rows, columns, (r, c) => `block:${r}x${c}`);
  return (
    <>
      {patternTexts.allZero}{' '}
      <NumberField
        field={firstField}
        label={patternTexts.rows}
        value={first}
        valid={typed}
        onType={(value) => type(value, second)}
      />{' '}
      × <NumberField label={patternTexts.columns} value={second} valid={typed} onType={(value) => type(first, value)} />{' '}
      {patternTexts.blocks}
      {!typed && (
        <span className="failed" role="status">
          {patternTexts.invalidBlock}
        </span>
      )}
    </>
  );
}

/** Two number fields. The pattern is applied as soon as they are valid. */
function usePatternFields(first: number, second: number, textOf: (first: string, second: string) => string) {
  const { choosePattern } = useActions();
  const [fields, setFields] = useState({ first: String(first), second: String(second) });
  const text = textOf(fields.first, fields.second);

  function type(nextFirst: string, nextSecond: string): void {
    setFields({ first: nextFirst, second: nextSecond });
    const next = parsePattern(textOf(nextFirst, nextSecond));
    if (next && patternText(next) !== textOf(String(first), String(second))) void choosePattern(next);
  }

  const firstField = useRef<HTMLInputElement>(null);
  useRegister({ focusPattern: () => firstField.current?.select() });

  return { ...fields, firstField, typed: parsePattern(text) !== undefined, type };
}

type NumberFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly valid: boolean;
  readonly field?: RefObject<HTMLInputElement | null>;
  onType(value: string): void;
};

function NumberField(props: NumberFieldProps) {
  return (
    <input
      ref={props.field}
      type="number"
      min={1}
      max={64}
      value={props.value}
      aria-label={props.label}
      aria-invalid={!props.valid}
      onChange={(event) => props.onType(event.target.value)}
    />
  );
}
