import { useEffect } from 'react';

/** F6 goes to the next pane and Shift+F6 back, as in Slack; a modal in one pane does not keep anybody from the others. */
export function usePaneKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      event.preventDefault();
      const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')];
      const at = panes.findIndex((pane) => pane.contains(document.activeElement));
      const to = at < 0 ? 0 : at + (event.shiftKey ? -1 : 1);
      const pane = panes[(to + panes.length) % panes.length];
      (pane?.querySelector<HTMLElement>('[aria-modal="true"]') ?? pane)?.focus();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
