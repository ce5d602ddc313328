import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useAnchor } from '../shell/use-anchor.ts';
import { type ComboOption, Listbox } from './listbox.tsx';

export type ComboboxProps = {
  id: string | undefined;
  label: string | undefined;
  describedBy: string | undefined;
  invalid: boolean | undefined;
  required: boolean | undefined;
  placeholder: string | undefined;
  autofocus: boolean | undefined;
  options: readonly ComboOption[];
  chosen: readonly ComboOption[];
  multiple: boolean;
  clearable: boolean;
  /** What stands where nothing is offered, e.g. why. */
  nothing: string;
  /** With it the one who offers the options also filters them. */
  onQuery?: (query: string) => void;
  onChange(values: readonly string[]): void;
};

/** A field to choose one or several options in, by typing or from the list. */
export function Combobox(props: ComboboxProps) {
  const { options, chosen, multiple, placeholder, onQuery, onChange } = props;
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState<string | undefined>();
  const [active, setActive] = useState(0);
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useAnchor(box, list, open, { wide: true });

  const wanted = (query ?? '').trim().toLowerCase();
  const shown = onQuery ? options : options.filter(({ text }) => text.toLowerCase().includes(wanted));
  const show = () => {
    if (open) return;
    setActive(Math.max(0, multiple ? 0 : shown.findIndex(({ value }) => value === chosen[0]?.value)));
    setOpen(true);
    onQuery?.(query ?? '');
  };
  const hide = () => {
    setOpen(false);
    setQuery(undefined);
  };
  const type = (text: string) => {
    setQuery(text);
    setActive(0);
    setOpen(true);
    onQuery?.(text);
  };
  const take = (option: ComboOption) => {
    if (!multiple) {
      onChange([option.value]);
      return hide();
    }
    const values = chosen.map(({ value }) => value);
    onChange(values.includes(option.value) ? values.filter((one) => one !== option.value) : [...values, option.value]);
    setQuery(undefined);
    if (wanted) onQuery?.('');
  };
  const remove = (value: string) => {
    onChange(chosen.map((one) => one.value).filter((one) => one !== value));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = shown[active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return show();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((active + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      if (at) take(at);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      hide();
    } else if (event.key === 'Backspace' && multiple && !query) {
      const last = chosen.at(-1);
      if (last) remove(last.value);
    }
  };
  const single = multiple ? '' : (chosen[0]?.text ?? '');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the mouse; the keyboard uses the input
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div ref={box} className="field combobox" data-invalid={props.invalid} onClick={() => input.current?.focus()}>
      {multiple && chosen.map((option) => <Chip key={option.value} option={option} remove={remove} />)}
      <input
        ref={input}
        id={props.id}
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && shown[active] ? `${listId}-${active}` : undefined}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid}
        aria-required={props.required}
        data-autofocus={props.autofocus || undefined}
        placeholder={multiple && chosen.length > 0 ? '' : placeholder}
        value={query ?? single}
        onChange={({ target }) => type(target.value)}
        onClick={show}
        onBlur={hide}
        onKeyDown={onKeyDown}
      />
      {props.clearable && !multiple && single && (
        <button type="button" className="combobox-clear" aria-label={`Clear ${single}`} onClick={() => onChange([])}>
          ×
        </button>
      )}
      <span className="chevron" aria-hidden="true" />
      <Listbox
        id={listId}
        listRef={list}
        open={open}
        label={props.label ?? placeholder ?? 'Options'}
        options={shown}
        active={active}
        chosen={chosen}
        multiple={multiple}
        nothing={props.nothing}
        take={take}
        point={setActive}
      />
    </div>
  );
}

function Chip({ option, remove }: { option: ComboOption; remove(value: string): void }) {
  return (
    <span className="chip">
      {option.text}
      <button
        type="button"
        aria-label={`Remove ${option.text}`}
        onClick={(event) => {
          event.stopPropagation();
          remove(option.value);
        }}
      >
        ×
      </button>
    </span>
  );
}
