import { type RefObject, useLayoutEffect } from 'react';

const GAP = 4;
const EDGE = 8;
const TALLEST = 400;

type Options = { wide?: boolean; end?: boolean };

/**
 * Shows a popover under its anchor, or above it where there is more room, and keeps it there while things scroll. `wide`:
 * as wide as the anchor. `end`: its right edges in line.
 */
export function useAnchor(
  anchor: RefObject<HTMLElement | null>,
  popover: RefObject<HTMLElement | null>,
  open: boolean,
  { wide = false, end = false }: Options = {},
): void {
  useLayoutEffect(() => {
    if (!open) return undefined;
    const place = () => placeAt(anchor.current, popover.current, wide, end);
    popover.current?.showPopover();
    place();
    addEventListener('scroll', place, true);
    addEventListener('resize', place);
    return () => {
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
    };
  }, [anchor, popover, open, wide, end]);
}

function placeAt(anchor: HTMLElement | null, popover: HTMLElement | null, wide: boolean, end: boolean): void {
  if (!anchor || !popover) return;
  const { top, bottom, left, right, width } = anchor.getBoundingClientRect();
  const { style } = popover;
  style.width = wide ? `${width}px` : '';
  const below = innerHeight - bottom - GAP - EDGE;
  const above = top - GAP - EDGE;
  const isBelow = below >= Math.min(TALLEST, popover.scrollHeight) || below >= above;
  style.maxHeight = `${Math.min(TALLEST, isBelow ? below : above)}px`;
  style.top = isBelow ? `${bottom + GAP}px` : 'auto';
  style.bottom = isBelow ? 'auto' : `${innerHeight - top + GAP}px`;
  const start = end ? right - popover.offsetWidth : left;
  style.left = `${Math.max(EDGE, Math.min(start, innerWidth - popover.offsetWidth - EDGE))}px`;
}
