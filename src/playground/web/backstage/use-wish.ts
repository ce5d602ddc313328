import { useEffect, useState } from 'react';
import { useLookedBehind } from '../behind.ts';

/** The records that somebody wants to look behind; `at` tells two wishes for the same apart. */
export type Wish = { about: string; at: number };

/** Follows what messages ask the drawer to show, by `lookBehind` or by the window's `grantdesk:backstage` event. */
export function useWish(): Wish | undefined {
  const looked = useLookedBehind();
  const [told, setTold] = useState<Wish>();
  useEffect(() => {
    const listen = (event: Event) => {
      const about = aboutOf(event);
      if (about !== undefined) setTold({ about, at: Date.now() });
    };
    window.addEventListener('grantdesk:backstage', listen);
    return () => window.removeEventListener('grantdesk:backstage', listen);
  }, []);
  const asked = looked && { about: looked.about.join(' '), at: looked.at };
  return (asked?.at ?? 0) > (told?.at ?? 0) ? asked : told;
}

function aboutOf(event: Event): string | undefined {
  const detail: unknown = event instanceof CustomEvent ? event.detail : undefined;
  if (typeof detail !== 'object' || detail === null || !('about' in detail)) return undefined;
  const { about } = detail;
  if (Array.isArray(about)) return about.map(String).join(' ');
  return typeof about === 'string' ? about : undefined;
}
