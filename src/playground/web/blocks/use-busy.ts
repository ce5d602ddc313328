import { useCallback, useEffect, useRef, useState } from 'react';

/** Whether something is at work, and a way to set it to work; while it is, more of the same is not begun. */
export function useBusy(): [busy: boolean, run: (work: () => Promise<void>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const working = useRef(false);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const run = useCallback(async (work: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    try {
      await work();
    } finally {
      working.current = false;
      if (here.current) setBusy(false);
    }
  }, []);
  return [busy, run];
}
