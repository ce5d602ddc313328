/** A word with a colour that supports it; the word alone says it all. */
export function Badge({ tone, children }: { tone: 'good' | 'quiet' | 'warning' | 'bad'; children: string }) {
  return <span className={`wk-badge wk-badge-${tone}`}>{children}</span>;
}
