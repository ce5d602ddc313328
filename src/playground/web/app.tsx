import { useState } from 'react';
import type { SlackSnapshot } from '../server/contract.ts';
import { useStream } from './api.ts';
import { Backstage } from './backstage/backstage.tsx';
import { Tour } from './backstage/tour.tsx';
import { ConfirmArea } from './shell/confirm.tsx';
import { Header } from './shell/header.tsx';
import { ToastArea } from './shell/toasts.tsx';
import { useLayout } from './shell/use-layout.ts';
import { usePaneKeys } from './shell/use-pane-keys.ts';
import { SlackPane } from './slack/slack-pane.tsx';
import { WorkivaPane } from './workiva/workiva-pane.tsx';

/** The whole page: Slack as two people see it, Workiva beside it, and what happens behind the scenes below. */
export function App() {
  const { left, right, visible, seat, toggle } = useLayout();
  const { data } = useStream<SlackSnapshot>(`slack.${left}`);
  const people = data?.people ?? [];
  const [side, setSide] = useState<'left' | 'right' | undefined>();
  // Workiva's screens follow whoever acts in Slack; before anybody does, an admin sits there.
  const seated = { left, right, none: people.find(({ role }) => /admin/i.test(role))?.id }[side ?? 'none'];
  const active = people.find(({ id }) => id === seated);
  const paneOf = (name: 'left' | 'right', as: string) =>
    visible.includes(name) && (
      <SlackPane key={name} as={as} side={name} choosePerson={(id) => seat(name, id)} enter={() => setSide(name)} />
    );
  usePaneKeys();
  return (
    <ToastArea>
      <ConfirmArea>
        <div className="page">
          <Header left={left} right={right} visible={visible} toggle={toggle} />
          <main className="panes" data-count={visible.length}>
            {paneOf('left', left)}
            {paneOf('right', right)}
            {visible.includes('workiva') && (
              <section className="pane" data-pane="workiva" aria-label="Workiva" tabIndex={-1}>
                <WorkivaPane as={active?.workivaUsername} people={people} />
              </section>
            )}
          </main>
          <Backstage />
        </div>
        <Tour />
      </ConfirmArea>
    </ToastArea>
  );
}
