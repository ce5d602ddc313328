import { useMemo } from 'react';
import type { MessageView, SlackSnapshot } from '../../server/contract.ts';
import { lookBehind } from '../behind.ts';
import { Blocks } from '../blocks/block.tsx';
import { fullMoment, timeOf } from '../blocks/dates.ts';
import { Formatted } from '../blocks/formatted.tsx';
import { HostProvider } from '../blocks/host.tsx';
import { useSurroundings } from '../blocks/surroundings.tsx';
import { Menu } from '../shell/menu.tsx';
import { useAct } from '../shell/toasts.tsx';
import { AppIcon } from './avatar.tsx';
import { type Surface, usePressHost } from './use-press-host.ts';

type MessageProps = { message: MessageView; as: string; shortcuts: SlackSnapshot['shortcuts'] };

/** One message of Grantdesk. */
export function Message({ message, as, shortcuts }: MessageProps) {
  const { channel, ts, ephemeral, blocks, text } = message;
  const surface = useMemo(
    (): Surface => ({
      use: (placed, value, state) =>
        ({ do: 'slack.press', as, channel, ts, ...placed, ...(value !== undefined && { value }), state }) as const,
      suggest: (placed, query) => ({ do: 'slack.suggest', as, ...placed, query, on: { channel, ts } }),
    }),
    [as, channel, ts],
  );
  const host = usePressHost(surface);
  return (
    <article className={ephemeral ? 'message ephemeral' : 'message'} data-ts={ts}>
      <AppIcon large />
      <div className="message-main">
        {ephemeral && (
          <p className="ephemeral-note">
            <span aria-hidden="true">◉ </span>Only visible to you
          </p>
        )}
        <MessageHead message={message} />
        <HostProvider value={host}>
          {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Formatted text={{ type: 'mrkdwn', text }} />}
        </HostProvider>
      </div>
      {!ephemeral && <MessageMenu message={message} as={as} shortcuts={shortcuts} />}
    </article>
  );
}

function MessageHead({ message: { at, edited, about } }: { message: MessageView }) {
  const { tz } = useSurroundings();
  const date = new Date(at);
  return (
    <p className="message-head">
      <strong>Grantdesk</strong>
      <span className="app-tag">App</span>
      <time dateTime={date.toISOString()} title={fullMoment(date, tz)}>
        {timeOf(date, tz)}
      </time>
      {edited && <span className="edited">(edited)</span>}
      {about.map((id) => (
        <button
          key={id}
          type="button"
          className="about"
          title="Its traffic, jobs and audit events"
          onClick={() => lookBehind([id])}
        >
          <span className="unseen">Behind the scenes of </span>
          {id}
        </button>
      ))}
    </p>
  );
}

function MessageMenu({ message: { channel, ts }, as, shortcuts }: MessageProps) {
  const act = useAct();
  const items = shortcuts
    .filter(({ type }) => type === 'message')
    .map(({ name, callbackId }) => ({
      key: callbackId,
      content: name,
      choose: () => void act({ do: 'slack.shortcut', as, callbackId, message: { channel, ts } }),
    }));
  if (items.length === 0) return null;
  return (
    <div className="message-menu">
      <Menu label="More actions for this message" className="icon-button" items={items} end>
        <span aria-hidden="true">⋮</span>
      </Menu>
    </div>
  );
}
