import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

type DialogProps = {
  labelledBy: string;
  describedBy?: string;
  role?: 'dialog' | 'alertdialog';
  className?: string;
  onClose(): void;
  children: ReactNode;
};

/**
 * A dialog over the pane that it is in. The focus goes into it, stays in it, and returns to where it was; where that is
 * gone, to the pane's message box. The other pane stays usable, because somebody else sits there.
 */
export function Dialog({ labelledBy, describedBy, role = 'dialog', className = '', onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  useFocusInside(box);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
    if (event.key === 'Tab') keepInside(event, box.current);
  };
  return (
    <div className="backdrop">
      <dialog
        open
        ref={box}
        role={role}
        aria-modal="true"
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        tabIndex={-1}
        className={`dialog ${className}`}
        onKeyDown={onKeyDown}
      >
        {children}
      </dialog>
    </div>
  );
}

const TABBABLE = 'a[href], button, input, select, textarea, [tabindex]';

function tabbablesIn(box: HTMLElement): HTMLElement[] {
  const all = [...box.querySelectorAll<HTMLElement>(TABBABLE)];
  return all.filter((one) => one.tabIndex >= 0 && !one.hasAttribute('disabled') && one.getClientRects().length > 0);
}

/** Focuses where to begin: what asks for it, else the first field, else whatever comes first. */
export function focusFirst(box: HTMLElement): void {
  const tabbables = tabbablesIn(box);
  const wanted = box.querySelector<HTMLElement>('[data-autofocus]');
  const field = tabbables.find((one) => one.matches('input, select, textarea'));
  (wanted ?? field ?? tabbables[0] ?? box).focus();
}

function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  if (!box) return;
  const tabbables = tabbablesIn(box);
  const [first] = tabbables;
  const last = tabbables.at(-1);
  const active = document.activeElement;
  if (event.shiftKey && (active === first || active === box)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first?.focus();
  }
}

function useFocusInside(box: React.RefObject<HTMLDialogElement | null>): void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    const pane = box.current?.closest('[data-pane]') ?? document.body;
    const active = document.activeElement;
    if (!box.current?.contains(active)) before.current = active;
    const isFree = active === document.body || active === null || pane.contains(active);
    if (isFree && box.current) focusFirst(box.current);
    return () => {
      if (!isFree) return;
      requestAnimationFrame(() => giveBack(pane, before.current));
    };
  }, [box]);
}

/** Returns the focus, unless it has gone elsewhere meanwhile or another dialog has taken over. */
function giveBack(pane: Element, before: Element | null): void {
  const active = document.activeElement;
  if (active !== document.body && active !== null && active.isConnected) return;
  if (pane.querySelector('[role="dialog"], [role="alertdialog"]')) return;
  const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
  const target = isThere ? before : (pane.querySelector<HTMLElement>('[data-focus-home]') ?? pane);
  if (target instanceof HTMLElement) target.focus();
}
