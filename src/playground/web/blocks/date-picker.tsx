import type { types as slack } from '@slack/bolt';
import { useState } from 'react';
import type { ElementProps } from './elements.ts';
import { useHost } from './host.tsx';
import { useAsk } from './use-ask.tsx';

type PickerElement = slack.Datepicker | slack.Timepicker;

/** Picks a date or a time. A date that is being typed is sent once it is whole and the field is left. */
export function DatePicker(props: ElementProps<PickerElement>) {
  const { element, placed, id, describedBy, invalid, required, dispatches } = props;
  const host = useHost();
  const ask = useAsk();
  const isDate = element.type === 'datepicker';
  const initial = (isDate ? element.initial_date : element.initial_time) ?? '';
  const entered = host.entryOf(placed) ?? initial;
  const standing = typeof entered === 'string' ? entered : '';
  const [before, setBefore] = useState(standing);
  const commit = async () => {
    if (standing === before) return;
    setBefore(standing);
    if (!dispatches) return host.leave(placed);
    if (await ask(element.confirm)) await host.choose(placed, standing);
    else host.type(placed, before);
  };
  return (
    <input
      id={id}
      className="field date"
      type={isDate ? 'date' : 'time'}
      value={standing}
      aria-label={id ? undefined : (element.placeholder?.text ?? (isDate ? 'Date' : 'Time'))}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      aria-required={required}
      data-autofocus={element.focus_on_load || undefined}
      onFocus={() => setBefore(standing)}
      onChange={({ target }) => host.type(placed, target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit();
      }}
    />
  );
}
