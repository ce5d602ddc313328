import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useAnchor } from './use-anchor.ts';

/** One entry of a menu. With `checked` it is one of several to choose from. */
export type MenuItem = { key: string; content: ReactNode; checked?: boolean; choose(): void };

type MenuProps = {
  /** The accessible name of the button; without it, what is in it. */
  label?: string;
  /** The accessible name of the menu, where it is another. */
  menuLabel?: string;
  className: string;
  children: ReactNode;
  items: readonly MenuItem[];
  end?: boolean;
};

/** A button that opens a menu. */
export function Menu({ label, menuLabel = label, className, children, items, end = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useAnchor(button, list, open, { end });
  useEffect(() => {
    if (open) focusItem(list.current, '[aria-checked="true"]');
  }, [open]);

  const close = () => {
    button.current?.focus();
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') setOpen(false);
    else moveFocus(event, list.current);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {children}
      </button>
      {open && (
        <div
          ref={list}
          id={id}
          role="menu"
          tabIndex={-1}
          aria-label={menuLabel}
          className="menu"
          popover="manual"
          onKeyDown={onKeyDown}
          onBlur={({ relatedTarget }) => {
            const isInside = list.current?.contains(relatedTarget) || relatedTarget === button.current;
            if (!isInside) setOpen(false);
          }}
        >
          {items.map((item) => (
            <Entry
              key={item.key}
              item={item}
              choose={() => {
                close();
                item.choose();
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}

function Entry({ item: { content, checked }, choose }: { item: MenuItem; choose(): void }) {
  const shared = { type: 'button', tabIndex: -1, className: 'menu-item', onClick: choose } as const;
  if (checked === undefined) {
    return (
      <button role="menuitem" {...shared}>
        {content}
      </button>
    );
  }
  return (
    <button role="menuitemradio" aria-checked={checked} {...shared}>
      {content}
    </button>
  );
}

const itemsIn = (list: HTMLElement | null) => [...(list?.querySelectorAll<HTMLElement>('.menu-item') ?? [])];

/** Focuses the first entry, or the one that the selector means. */
function focusItem(list: HTMLElement | null, selector: string): void {
  (list?.querySelector<HTMLElement>(selector) ?? itemsIn(list)[0])?.focus();
}

function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const items = itemsIn(list);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}
