import type { SlackSnapshot } from '../../server/contract.ts';
import { useStream } from '../api.ts';
import { useBusy } from '../blocks/use-busy.ts';
import { AppIcon, Avatar } from '../slack/avatar.tsx';
import { forgetReadMarks, unreadOf } from '../slack/read-marks.ts';
import { useConfirm } from './confirm.tsx';
import { useAct } from './toasts.tsx';
import type { PaneName } from './use-layout.ts';
import { useTheme } from './use-theme.ts';

type HeaderProps = {
  left: string;
  right: string;
  visible: readonly PaneName[];
  toggle(name: PaneName): void;
};

/** The top of the page: what this is, which panes are shown, light or dark, and a new beginning. */
export function Header({ left, right, visible, toggle }: HeaderProps) {
  const seats = [
    ['left', left],
    ['right', right],
  ] as const;
  return (
    <header className="page-head">
      <AppIcon large />
      <div className="page-title">
        <h1>Grantdesk</h1>
        <p>Ask for a Workiva API grant in Slack, have it approved, and get it. Nothing here leaves your machine.</p>
      </div>
      <fieldset className="pane-choice">
        <legend className="unseen">What is shown</legend>
        {seats.map(([side, id]) => (
          <Seat key={side} side={side} id={id} isShown={visible.includes(side)} toggle={() => toggle(side)} />
        ))}
        <button type="button" aria-pressed={visible.includes('workiva')} onClick={() => toggle('workiva')}>
          <span className="workiva-mark" aria-hidden="true" />
          <span>Workiva</span>
        </button>
      </fieldset>
      <ThemeButton />
      <StartOver />
    </header>
  );
}

type SeatProps = { side: 'left' | 'right'; id: string; isShown: boolean; toggle(): void };

/** Shows Slack of a person or puts it away; while it is away, says how much is unread there. */
function Seat({ side, id, isShown, toggle }: SeatProps) {
  const { data } = useStream<SlackSnapshot>(`slack.${id}`);
  const name = data?.me.name ?? id;
  const unread = data && !isShown ? unreadOf(data) : 0;
  return (
    <button type="button" aria-pressed={isShown} onClick={toggle}>
      <Avatar name={name} id={id} small />
      <span>
        <span className="unseen">Slack of </span>
        {name.split(' ')[0]}
        <span className="unseen">, {side}</span>
      </span>
      {unread > 0 && (
        <span className="badge">
          {unread}
          <span className="unseen"> unread</span>
        </span>
      )}
    </button>
  );
}

const THEME_ICONS = { system: '◐', light: '☀', dark: '☾' };

function ThemeButton() {
  const { theme, next, turn } = useTheme();
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Colours: ${theme}. Change to ${next}`}
      title={`Colours: ${theme}`}
      onClick={turn}
    >
      <span aria-hidden="true">{THEME_ICONS[theme]}</span>
    </button>
  );
}

function StartOver() {
  const act = useAct();
  const confirm = useConfirm();
  const [busy, run] = useBusy();
  const startOver = () =>
    run(async () => {
      const yes = await confirm({
        title: 'Start over?',
        text: 'Every request, grant and message of the playground goes, and everything is as it was in the beginning.',
        yes: 'Start over',
        no: 'Cancel',
        danger: true,
      });
      if (!yes) return;
      const answer = await act({ do: 'world.startOver' });
      if (!answer.ok) return;
      forgetReadMarks();
      location.reload();
    });
  return (
    <button type="button" className="button small" aria-disabled={busy} aria-busy={busy} onClick={startOver}>
      {busy && <span className="spinner" />}
      Start over
    </button>
  );
}
