import type { types as slack } from '@slack/bolt';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ElementProps } from './elements.ts';
import { useHost } from './host.tsx';

type TextElement = slack.PlainTextInput | slack.EmailInput | slack.URLInput | slack.NumberInput;

const PAUSE_MS = 500;
const TYPES = { email_text_input: 'email', url_text_input: 'url', number_input: 'text', plain_text_input: 'text' };

/** A field for text, an email address, a URL or a number. */
export function TextInput(props: ElementProps<TextElement>) {
  const { element, placed, id, describedBy, invalid, required } = props;
  const host = useHost();
  const entered = host.entryOf(placed) ?? element.initial_value ?? '';
  const text = typeof entered === 'string' ? entered : '';
  const most = element.type === 'plain_text_input' ? element.max_length : undefined;
  const { onKeyDown, typed } = useDispatch(props, text);
  const shared = {
    id,
    value: text,
    placeholder: element.placeholder?.text,
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    'aria-required': required,
    'data-autofocus': element.focus_on_load || undefined,
    onChange: ({ target }: { target: { value: string } }) => {
      host.type(placed, target.value);
      typed(target.value);
    },
    onBlur: () => host.leave(placed),
    onKeyDown,
  };
  const isMultiline = element.type === 'plain_text_input' && element.multiline;
  return (
    <div className="text-input">
      {isMultiline ? (
        <textarea className="field" rows={4} {...shared} />
      ) : (
        <input
          className="field"
          type={TYPES[element.type]}
          inputMode={element.type === 'number_input' ? 'decimal' : undefined}
          autoComplete="off"
          spellCheck={false}
          {...shared}
        />
      )}
      {most !== undefined && <Counter used={text.length} most={most} always={isMultiline === true} />}
    </div>
  );
}

/** How much more may be typed: always under a large field, under a small one only when it fills up. */
function Counter({ used, most, always }: { used: number; most: number; always: boolean }) {
  if (!always && used < most * 0.8) return null;
  return (
    <span className={used > most ? 'counter over' : 'counter'}>
      <span aria-hidden="true">
        {used} / {most}
      </span>
      <span className="unseen">{used > most ? `${used - most} characters too many` : ''}</span>
    </span>
  );
}

/** Tells the app of typed text, where the field dispatches actions: on Enter, or on every character after a pause. */
function useDispatch({ element, placed, dispatches }: ElementProps<TextElement>, text: string) {
  const host = useHost();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const on = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const isMultiline = element.type === 'plain_text_input' && element.multiline;
  return {
    typed(now: string) {
      if (!dispatches || !on.includes('on_character_entered')) return;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => host.choose(placed, now), PAUSE_MS);
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
      if (isMultiline) {
        if (event.metaKey || event.ctrlKey) event.currentTarget.closest('form')?.requestSubmit();
      } else if (dispatches && on.includes('on_enter_pressed')) {
        event.preventDefault();
        void host.choose(placed, text);
      }
    },
  };
}
