import { DAY, inWords } from '../domain/duration.ts';
import type { Fault, PolicyParts } from './fault.ts';
import type { Path } from './sound-parts.ts';

/** The lengths of time that do not go together. */
export function timeFaults({ value }: PolicyParts): Fault[] {
  return [...limitFaults(value), ...timingFaults(value), ...reviewFaults(value)];
}

type Value = PolicyParts['value'];

/** A fault where something takes longer than the most that there can be. */
function notOver(path: Path, ms: number | undefined, most: number | undefined, name: string): Fault[] {
  if (ms === undefined || most === undefined || ms <= most) return [];
  return [{ path, message: `is ${inWords(ms)}: write ${inWords(most)} (${name}) or less` }];
}

/** A fault where something comes only once another thing has ended it. */
function before(path: Path, ms: number | undefined, end: number | undefined, name: string): Fault[] {
  if (ms === undefined || end === undefined || ms < end) return [];
  return [{ path, message: `is ${inWords(ms)}: write less than ${inWords(end)} (${name})` }];
}

function limitFaults({ limits, break_glass: breakGlass }: Value): Fault[] {
  const urgent = breakGlass?.lifetime_up_to;
  const path = ['break_glass', 'lifetime_up_to'];
  return [
    ...notOver(['limits', 'default_lifetime'], limits?.default_lifetime, limits?.max_lifetime, 'max_lifetime'),
    ...(urgent !== undefined && urgent < DAY
      ? [{ path, message: 'grants end at the start of a day: write 1d or more' }]
      : []),
    ...notOver(path, urgent, limits?.max_lifetime, 'max_lifetime'),
  ];
}

/** A request that nobody decided on has ended by then, so nobody would ever be reminded or asked in their place. */
function timingFaults({ timing = {} }: Value): Fault[] {
  const { remind_approvers_after: reminders = [], escalate_after: escalated, lapse_after: end, quiet_hours } = timing;
  const quiet = quiet_hours?.from !== undefined && quiet_hours.from === quiet_hours.to;
  return [
    ...reminders.flatMap((ms, at) => before(['timing', 'remind_approvers_after', at], ms, end, 'lapse_after')),
    ...before(['timing', 'escalate_after'], escalated, end, 'lapse_after'),
    ...(quiet
      ? [
          {
            path: ['timing', 'quiet_hours', 'to'],
            message: 'is when they begin: write another time, or remove quiet_hours',
          },
        ]
      : []),
  ];
}

function reviewFaults({ reviews = {} }: Value): Fault[] {
  const { every, answer_within: within, remind_after: reminders = [] } = reviews;
  return [
    ...before(['reviews', 'answer_within'], within, every, 'every'),
    ...reminders.flatMap((ms, at) => before(['reviews', 'remind_after', at], ms, within, 'answer_within')),
  ];
}
