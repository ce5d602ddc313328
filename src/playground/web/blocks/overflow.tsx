import type { types as slack } from '@slack/bolt';
import { Menu } from '../shell/menu.tsx';
import { Formatted } from './formatted.tsx';
import { type Placed, useHost } from './host.tsx';
import { useAsk } from './use-ask.tsx';

/** A menu behind three dots. */
export function OverflowElement({ element, placed }: { element: slack.Overflow; placed: Placed }) {
  const host = useHost();
  const ask = useAsk();
  const items = element.options.map((option) => ({
    key: option.value ?? option.text.text,
    content: <Formatted text={option.text} />,
    choose: async () => {
      if (option.url && /^https?:\/\//i.test(option.url)) open(option.url, '_blank', 'noopener');
      if (await ask(element.confirm)) await host.press(placed, option.value);
    },
  }));
  return (
    <Menu label="More actions" className="button overflow" items={items} end>
      <span aria-hidden="true">⋯</span>
    </Menu>
  );
}
