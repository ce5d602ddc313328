import { type ReactNode, useId } from 'react';
import { Field } from './field.tsx';

type TextFieldProps = {
  label: string;
  hint?: ReactNode;
  fault: string | undefined;
  value: string;
  onChange: (value: string) => void;
  /** Something that is no word of a language: no keyboard corrects it. */
  verbatim?: boolean;
  suggestions?: readonly string[];
};

/** A line of text with its label. */
export function TextField({ label, hint, fault, value, onChange, verbatim = false, suggestions }: TextFieldProps) {
  const listId = useId();
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <>
          <input
            {...control}
            {...(verbatim && { autoCapitalize: 'none', spellCheck: false })}
            className="field"
            list={suggestions && listId}
            autoComplete="off"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {suggestions && (
            <datalist id={listId}>
              {suggestions.map((suggestion) => (
                <option key={suggestion} value={suggestion} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}
