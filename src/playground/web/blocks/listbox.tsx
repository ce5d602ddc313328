import { type RefObject, useEffect } from 'react';

/** Something to choose. */
export type ComboOption = { value: string; text: string; description?: string; group?: string };

type ListboxProps = {
  id: string;
  listRef: RefObject<HTMLDivElement | null>;
  open: boolean;
  label: string;
  options: readonly ComboOption[];
  active: number;
  chosen: readonly ComboOption[];
  multiple: boolean;
  nothing: string;
  take(option: ComboOption): void;
  point(index: number): void;
};

/** The list of a combobox. The focus stays in the input; the active option is marked. */
export function Listbox(props: ListboxProps) {
  const { id, listRef, open, label, options, active, chosen, multiple, nothing, take, point } = props;
  useEffect(() => {
    if (open) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, open, active]);
  return (
    <div className="listbox" popover="manual" ref={listRef} hidden={!open}>
      <div id={id} role="listbox" tabIndex={-1} aria-label={label} aria-multiselectable={multiple || undefined}>
        {open &&
          options.map((option, index) => {
            const isChosen = chosen.some(({ value }) => value === option.value);
            const isNewGroup = option.group && option.group !== options[index - 1]?.group;
            return [
              isNewGroup ? (
                <div key={`group ${option.group}`} className="option-group" role="presentation">
                  {option.group}
                </div>
              ) : null,
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, as comboboxes have it
              // biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys
              <div
                key={option.value}
                id={`${id}-${index}`}
                role="option"
                aria-selected={isChosen}
                className={index === active ? 'option active' : 'option'}
                onMouseDown={(event) => event.preventDefault()}
                onMouseMove={() => point(index)}
                onClick={(event) => {
                  event.stopPropagation();
                  take(option);
                }}
              >
                <span className="option-mark" aria-hidden="true">
                  {isChosen ? '✓' : ''}
                </span>
                <span>
                  {option.text}
                  {option.description && <span className="option-description">{option.description}</span>}
                </span>
              </div>,
            ];
          })}
      </div>
      {open && options.length === 0 && (
        <p className="option-none" role="status">
          {nothing}
        </p>
      )}
    </div>
  );
}
