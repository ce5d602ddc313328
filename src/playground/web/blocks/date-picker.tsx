import type { types as slack } from '@slack/bolt';
import { useState } from 'react';
import { localMoment, secondsOf } from './dates.ts';
import { type ElementProps, initialEntry } from './elements.ts';
import { useHost } from './host.tsx';
import { useSurroundings } from './surroundings.tsx';
import { useAsk } from './use-ask.tsx';

type PickerElement = slack.Datepicker | slack.Timepicker | slack.DateTimepicker;

const INPUTS = {
  datepicker: { type: 'date', name: 'Date' },
  timepicker: { type: 'time', name: 'Time' },
  datetimepicker: { type: 'datetime-local', name: 'Date and time' },
} as const;

/**
 * Picks a date, a time, or both. What is being typed is sent once it is whole and the field is left. A moment is picked in
 * the time zone of the one who picks, and told in seconds since 1970.
 */
export function DatePicker(props: ElementProps<PickerElement>) {
  const { element, placed, id, describedBy, invalid, required, dispatches } = props;
  const host = useHost();
  const ask = useAsk();
  const { tz } = useSurroundings();
  const isMoment = element.type === 'datetimepicker';
  const { type, name } = INPUTS[element.type];
  const entered = host.entryOf(placed) ?? initialEntry(element) ?? '';
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
      type={type}
      value={isMoment && standing ? localMoment(Number(standing), tz) : standing}
      aria-label={id ? undefined : ('placeholder' in element && element.placeholder?.text) || name}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      aria-required={required}
      data-autofocus={element.focus_on_load || undefined}
      onFocus={() => setBefore(standing)}
      onChange={({ target }) => host.type(placed, isMoment ? secondsOf(target.value, tz) : target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void commit();
      }}
    />
  );
}
