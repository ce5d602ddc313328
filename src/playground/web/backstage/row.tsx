import { type ReactNode, useState } from 'react';

/** One line of the drawer that opens to show more. What is inside is made only then. */
export function Row({ summary, children }: { summary: ReactNode; children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="bs-row" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {open && <div className="bs-row-more">{children()}</div>}
    </details>
  );
}

/** A state in a word, coloured by whether it is good, bad or under way. */
export function State({ tone, children }: { tone: 'good' | 'bad' | 'busy' | 'quiet'; children: string }) {
  return <span className={`bs-state bs-state-${tone}`}>{children}</span>;
}
