import type { types as slack } from '@slack/bolt';
import { Formatted, SafeLink } from './formatted.tsx';
import type { Placed } from './host.tsx';
import { useHost } from './host.tsx';
import { useAsk } from './use-ask.tsx';
import { useBusy } from './use-busy.ts';

/** A button. It asks first where the app wants that, and shows that it is at work until the app has answered. */
export function ButtonElement({ element, placed }: { element: slack.Button; placed: Placed }) {
  const host = useHost();
  const ask = useAsk();
  const [busy, run] = useBusy();
  const { text, value, style, accessibility_label: label, confirm, url } = element;
  const press = async () => {
    if (!busy && (await ask(confirm))) await run(() => host.press(placed, value));
  };
  if (url) {
    return (
      <span className="button-link">
        <SafeLink url={url}>
          <Formatted text={text} />
        </SafeLink>
      </span>
    );
  }
  return (
    <button
      type="button"
      className={`button ${style ?? ''}`}
      aria-label={label}
      aria-disabled={busy}
      aria-busy={busy}
      onClick={press}
    >
      {busy && <span className="spinner" />}
      <Formatted text={text} />
    </button>
  );
}
