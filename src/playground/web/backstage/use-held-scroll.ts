import { type RefObject, useLayoutEffect } from 'react';

/**
 * Keeps a row that is being read where it is while others arrive above it. Browsers do so by themselves once a list has
 * been scrolled, but not at its very top: so a list with an open row is never quite there.
 */
export function useHeldScroll(list: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const leaveTop = () => {
      if (element.scrollTop === 0 && element.querySelector('.bs-row[open]')) element.scrollTop = 1;
    };
    leaveTop();
    element.addEventListener('toggle', leaveTop, true);
    return () => element.removeEventListener('toggle', leaveTop, true);
  });
}
