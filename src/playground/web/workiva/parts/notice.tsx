import { type ReactNode, useEffect, useRef } from 'react';

type NoticeProps = { label: string; children: ReactNode; tour?: string };

/** Says what has been done. It takes the focus, because the form that did it is gone. */
export function Notice({ label, children, tour }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would promise fields
    <div ref={box} role="group" aria-label={label} tabIndex={-1} className="wk-notice" data-tour={tour}>
      {children}
    </div>
  );
}
