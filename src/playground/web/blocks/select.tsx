import type { types as slack } from '@slack/bolt';
import { useEffect, useRef, useState } from 'react';
import type { Suggestion } from '../../slack/types.ts';
import { Combobox } from './combobox.tsx';
import { type Element, type ElementProps, initialEntry, optionsOf } from './elements.ts';
import { useHost } from './host.tsx';
import type { ComboOption } from './listbox.tsx';
import { useSurroundings } from './surroundings.tsx';
import { useAsk } from './use-ask.tsx';

type Select = Extract<Element, { type: `${string}_select` }>;

const PAUSE_MS = 250;

/** Every kind of select menu, for one choice or several. */
export function SelectElement(props: ElementProps<Select>) {
  const { element, placed } = props;
  const host = useHost();
  const ask = useAsk();
  const isExternal = element.type.endsWith('external_select');
  const external = useSuggestions(props, isExternal ? (element as slack.ExternalSelect).min_query_length : undefined);
  const fixed = useFixedOptions(element);
  const options = isExternal ? external.options : fixed;
  const entered = host.entryOf(placed) ?? initialEntry(element) ?? [];
  const values: readonly string[] = typeof entered === 'string' ? (entered ? [entered] : []) : entered;
  const isMultiple = element.type.startsWith('multi_');
  const chosen = values.map((value) => external.known(value) ?? textOf(value, [...fixed, ...initialOptions(element)]));
  const change = async (next: readonly string[]) => {
    if (await ask(element.confirm)) await host.choose(placed, isMultiple ? next : (next[0] ?? ''));
  };
  return (
    <Combobox
      id={props.id}
      label={props.id ? undefined : (element.placeholder?.text ?? 'Choose')}
      describedBy={props.describedBy}
      invalid={props.invalid}
      required={props.required}
      placeholder={element.placeholder?.text}
      autofocus={element.focus_on_load}
      options={options}
      chosen={chosen}
      multiple={isMultiple}
      clearable={props.required === false}
      nothing={isExternal ? external.nothing : 'Nothing of that name'}
      onChange={change}
      {...(isExternal && { onQuery: external.query })}
    />
  );
}

function textOf(value: string, options: readonly ComboOption[]): ComboOption {
  return options.find((option) => option.value === value) ?? { value, text: value };
}

function useFixedOptions(element: Select): ComboOption[] {
  const { people, channels, directs } = useSurroundings();
  const channelOptions = channels.map(({ id, name }) => ({ value: id, text: `#${name}` }));
  switch (element.type) {
    case 'users_select':
    case 'multi_users_select':
      return people.map(({ id, name }) => ({ value: id, text: name }));
    case 'channels_select':
    case 'multi_channels_select':
      return channelOptions;
    case 'conversations_select':
    case 'multi_conversations_select':
      return [...channelOptions, ...directs.map(({ id, name }) => ({ value: id, text: name }))];
  }
  return optionsOf(element).flatMap(({ label, options }) =>
    options.map(({ value = '', text, description }) => ({
      value,
      text: text.text,
      ...(description && { description: description.text }),
      ...(label && { group: label }),
    })),
  );
}

function initialOptions(element: object): ComboOption[] {
  const { initial_option: one, initial_options: several = [] } = element as {
    initial_option?: slack.PlainTextOption;
    initial_options?: slack.PlainTextOption[];
  };
  return [...(one ? [one] : []), ...several].map(({ value = '', text }) => ({ value, text: text.text }));
}

/** What the app offers for what is typed, asked for after a pause; the newest question wins. */
function useSuggestions({ placed }: ElementProps<Select>, leastLength = 3) {
  const host = useHost();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  const [state, setState] = useState<'short' | 'asking' | 'done'>('short');
  const known = useRef(new Map<string, Suggestion>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const query = (text: string) => {
    clearTimeout(timer.current);
    setFound([]);
    setState(text.length < leastLength ? 'short' : 'asking');
    if (text.length < leastLength) return;
    const mine = setTimeout(async () => {
      const offered = await host.suggest(placed, text);
      if (timer.current !== mine) return;
      for (const one of offered) known.current.set(one.value, one);
      setFound(offered);
      setState('done');
    }, PAUSE_MS);
    timer.current = mine;
  };
  const letters = leastLength === 1 ? 'a letter' : `at least ${leastLength} letters`;
  const nothing = { short: `Type ${letters}`, asking: 'Looking…', done: 'Nothing found' }[state];
  return { options: found, query, nothing, known: (value: string) => known.current.get(value) };
}
