import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from 'react';
import type { SlackSnapshot } from '../../server/contract.ts';
import { useBusy } from '../blocks/use-busy.ts';
import { Menu } from '../shell/menu.tsx';
import { useAct } from '../shell/toasts.tsx';
import { completionsFor } from './completions.ts';

type ComposerProps = Pick<SlackSnapshot, 'commands' | 'shortcuts'> & { as: string; channel: string; name: string };

const ONLY_COMMANDS = 'Here people talk to Grantdesk with commands: type / to see them.';

/** The message box. It knows commands and completes them; there is nobody to chat with. */
export function Composer({ as, channel, name, commands, shortcuts }: ComposerProps) {
  const act = useAct();
  const id = useId();
  const [text, setText] = useState('');
  const [hint, setHint] = useState('');
  const [closed, setClosed] = useState(false);
  const [active, setActive] = useState(-1);
  const [busy, run] = useBusy();
  const input = useRef<HTMLInputElement>(null);
  const offered = closed ? [] : completionsFor(text, commands);
  const isOpen = offered.length > 0;
  const holdsCommand = (typed: string) => commands.some(({ command }) => command === typed.trim().split(/\s+/)[0]);
  const isWhole = holdsCommand(text);

  const type = (next: string) => {
    setText(next);
    // What is typed in part is completed with Enter; a whole command is sent. Set together with the text, so that a
    // quick Enter never acts on what was marked before.
    setActive(next !== '' && !holdsCommand(next) ? 0 : -1);
    setHint('');
    setClosed(false);
  };
  const complete = (index: number) => {
    type(offered[index]?.insert ?? text);
    input.current?.focus();
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const command = text.trim();
    if (command === '') return;
    if (!command.startsWith('/')) return setHint(ONLY_COMMANDS);
    setClosed(true);
    void run(async () => {
      const answer = await act({ do: 'slack.command', as, text: command, channel });
      if (answer.ok) setText((now) => (now.trim() === command ? '' : now));
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setActive((active + step + offered.length) % offered.length);
    } else if ((event.key === 'Tab' && !event.shiftKey) || event.key === 'Enter') {
      const index = event.key === 'Tab' && !isWhole ? Math.max(0, active) : active;
      if (index < 0) return;
      event.preventDefault();
      complete(index);
    } else if (event.key === 'Escape') setClosed(true);
  };
  const global = shortcuts
    .filter(({ type: kind }) => kind === 'global')
    .map(({ name: shown, callbackId }) => ({
      key: callbackId,
      content: shown,
      choose: () => void run(async () => void (await act({ do: 'slack.shortcut', as, callbackId }))),
    }));
  return (
    <form className="composer" onSubmit={send}>
      {isOpen && (
        <div id={`${id}-list`} role="listbox" tabIndex={-1} aria-label="Commands" className="completions">
          <p className="completions-title" role="presentation">
            Commands of Grantdesk
          </p>
          {offered.map(({ insert, shown, rest, description }, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input, as comboboxes have it
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input takes the keys
            <div
              key={insert}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className={index === active ? 'completion active' : 'completion'}
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(index)}
              onClick={() => complete(index)}
            >
              <span>
                <strong>{shown}</strong> {rest && <span className="usage">{rest}</span>}
              </span>
              {description && <span className="completion-about">{description}</span>}
            </div>
          ))}
        </div>
      )}
      <div className="composer-box">
        {global.length > 0 && (
          <Menu label="Shortcuts" className="icon-button" items={global}>
            <span aria-hidden="true">⚡</span>
          </Menu>
        )}
        <input
          ref={input}
          role="combobox"
          aria-label={`Message ${name}`}
          aria-expanded={isOpen}
          aria-controls={isOpen ? `${id}-list` : undefined}
          aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          aria-describedby={`${id}-hint`}
          autoComplete="off"
          spellCheck={false}
          placeholder="Type /grant, or / for more"
          data-focus-home
          value={text}
          onChange={({ target }) => type(target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => setClosed(true)}
          onFocus={() => setClosed(false)}
        />
        <button type="submit" className="button primary small send" aria-disabled={busy || text.trim() === ''}>
          {busy && <span className="spinner" />}
          Send
        </button>
      </div>
      <p id={`${id}-hint`} className="composer-hint" role="status">
        {hint}
      </p>
    </form>
  );
}
