import { type ClipboardEvent, type KeyboardEvent, useId, useState } from 'react';
import { readScopes, scopeRows } from './grants.ts';

type ScopePickerProps = {
  offered: readonly string[];
  selected: readonly string[];
  onChange: (scopes: string[]) => void;
  fault: string | undefined;
};

/** The scopes of a grant: to tick, to find by typing, or to paste as a list. */
export function ScopePicker({ offered, selected, onChange, fault }: ScopePickerProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [unknown, setUnknown] = useState<string[]>([]);
  const add = (scopes: readonly string[]) =>
    onChange(offered.filter((scope) => selected.includes(scope) || scopes.includes(scope)));
  const toggle = (scope: string) =>
    selected.includes(scope) ? onChange(selected.filter((one) => one !== scope)) : add([scope]);

  /** Takes what names scopes and leaves the rest to be looked at; false when it names none. */
  const take = (typed: string) => {
    const read = readScopes(typed, offered);
    if (read.known.length === 0) return false;
    add(read.known);
    setUnknown(read.unknown);
    setText(read.unknown.join(', '));
    return true;
  };
  const type = (typed: string) => {
    if (readScopes(typed, offered).unknown.length === 0 && take(typed)) return;
    setUnknown([]);
    setText(typed);
  };
  const paste = (event: ClipboardEvent) => {
    if (take(event.clipboardData.getData('text'))) event.preventDefault();
  };
  const found = unknown.length > 0 ? offered : offered.filter((scope) => matches(scope, text));
  const enter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || text.trim() === '') return;
    event.preventDefault();
    if (!take(text) && found.length === 1) {
      add(found);
      setText('');
    }
  };
  const problem = unknown.length > 0 ? `The form does not offer: ${unknown.join(', ')}.` : fault;

  return (
    <fieldset className="wk-field" data-refused={fault !== undefined}>
      <legend className="wk-label">Scopes</legend>
      <input
        id={id}
        className="field"
        aria-label="Scopes: type to find, or paste a list"
        aria-describedby={problem === undefined ? `${id}-hint` : `${id}-hint ${id}-fault`}
        aria-invalid={problem !== undefined}
        placeholder="Type to find, or paste a list"
        autoComplete="off"
        value={text}
        onChange={(event) => type(event.target.value)}
        onPaste={paste}
        onKeyDown={enter}
      />
      <p id={`${id}-hint`} className="wk-hint">
        Paste “Spreadsheets (Read), Spreadsheets (Write)” to select both.
      </p>
      {problem !== undefined && (
        <p id={`${id}-fault`} className="wk-fault">
          {problem}
        </p>
      )}
      <ScopeGrid offered={found} selected={selected} onToggle={toggle} />
      <p className="wk-scope-count" role="status">
        {selected.length === 0 ? 'None selected' : `${selected.length} selected: ${selected.join(', ')}`}
      </p>
    </fieldset>
  );
}

function ScopeGrid(props: Pick<ScopePickerProps, 'offered' | 'selected'> & { onToggle: (scope: string) => void }) {
  const rows = scopeRows(props.offered);
  if (rows.length === 0) return <p className="wk-scope-grid wk-intro">No scope is called that.</p>;
  return (
    <ul className="wk-scope-grid">
      {rows.map(({ product, scopes }) => (
        <li key={product}>
          <span className="wk-scope-product">{product}</span>
          {scopes.map(({ name, level }) => (
            <label key={name}>
              <input
                type="checkbox"
                aria-label={name}
                checked={props.selected.includes(name)}
                onChange={() => props.onToggle(name)}
              />
              {level}
            </label>
          ))}
        </li>
      ))}
    </ul>
  );
}

const matches = (scope: string, text: string) => scope.toLowerCase().includes(text.trim().toLowerCase());
