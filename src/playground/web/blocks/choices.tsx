import type { types as slack } from '@slack/bolt';
import { useId } from 'react';
import { type ElementProps, initialEntry, type Option } from './elements.ts';
import { Formatted } from './formatted.tsx';
import { useHost } from './host.tsx';
import { useAsk } from './use-ask.tsx';

/** Radio buttons. */
export function RadioButtons({ element, placed, labelledBy, describedBy, invalid }: ElementProps<slack.RadioButtons>) {
  const host = useHost();
  const ask = useAsk();
  const name = useId();
  const chosen = host.entryOf(placed) ?? initialEntry(element);
  const choose = async (value: string) => {
    if (await ask(element.confirm)) await host.choose(placed, value);
  };
  return (
    <div
      role="radiogroup"
      className="choices"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      aria-invalid={invalid}
    >
      {element.options.map((option) => (
        <Choice key={option.value} option={option}>
          {(ids) => (
            <input
              type="radio"
              name={name}
              checked={chosen === option.value}
              onChange={() => choose(option.value ?? '')}
              {...ids}
            />
          )}
        </Choice>
      ))}
    </div>
  );
}

/** Check boxes. */
export function Checkboxes({ element, placed, labelledBy, describedBy }: ElementProps<slack.Checkboxes>) {
  const host = useHost();
  const ask = useAsk();
  const entered = host.entryOf(placed) ?? initialEntry(element) ?? [];
  const chosen: readonly string[] = typeof entered === 'string' ? [entered] : entered;
  const toggle = async (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    if (await ask(element.confirm)) await host.choose(placed, next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: the label of the group is the label of the input block
    <div role="group" className="choices" aria-labelledby={labelledBy} aria-describedby={describedBy}>
      {element.options.map((option) => (
        <Choice key={option.value} option={option}>
          {(ids) => (
            <input
              type="checkbox"
              checked={chosen.includes(option.value ?? '')}
              onChange={() => toggle(option.value ?? '')}
              {...ids}
            />
          )}
        </Choice>
      ))}
    </div>
  );
}

type Ids = { id: string; 'aria-describedby': string | undefined };

function Choice({ option, children }: { option: Option; children: (ids: Ids) => React.ReactNode }) {
  const id = useId();
  const description = option.description ? `${id}-description` : undefined;
  return (
    <div className="choice">
      {children({ id, 'aria-describedby': description })}
      <div>
        <label htmlFor={id}>
          <Formatted text={option.text} />
        </label>
        {option.description && (
          <p id={description} className="hint">
            <Formatted text={option.description} />
          </p>
        )}
      </div>
    </div>
  );
}
