import { type ReactNode, useEffect, useRef } from 'react';

type PageProps = { title: string; intro?: ReactNode; action?: ReactNode; children: ReactNode };

/** A page of the admin screens. When what had the focus is gone, its heading takes it. */
export function Page({ title, intro, action, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const mounted = useRef(false);
  useEffect(() => {
    if (mounted.current || document.activeElement !== document.body) return;
    mounted.current = true;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <div className="wk-page-head">
        <div>
          <h3 ref={heading} tabIndex={-1} className="wk-page-title" data-focus-home>
            {title}
          </h3>
          {intro !== undefined && <p className="wk-intro">{intro}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
