import { type ReactNode, useId } from 'react';

/** What a control needs to be tied to its label, its hint and its fault. */
export type ControlProps = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean };

type FieldProps = {
  label: string;
  hint?: ReactNode;
  fault?: string | undefined;
  children: (control: ControlProps) => ReactNode;
};

/** A labelled control with a hint and, when the screen refuses it, the reason. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="wk-field" data-refused={fault !== undefined}>
      <label htmlFor={id} className="wk-label">
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': fault !== undefined })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="wk-hint">
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p id={`${id}-fault`} className="wk-fault">
          {fault}
        </p>
      )}
    </div>
  );
}
