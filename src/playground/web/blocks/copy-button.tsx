import { useEffect, useState } from 'react';

const SHOWN_MS = 1_600;

/** Copies a value, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  return (
    <>
      <button type="button" className="button small copy" onClick={copy} aria-label={`Copy ${label}`}>
        {{ idle: 'Copy', copied: 'Copied', failed: 'Not copied' }[state]}
      </button>
      <span className="unseen" role="status">
        {state === 'copied' ? `${label} copied` : ''}
      </span>
    </>
  );
}
