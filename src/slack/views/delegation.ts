import type { Datepicker, ModalView, UsersSelect } from '@slack/types';
import { MOST_DAYS } from '../../domain/delegation.ts';
import type { Delegation } from '../../domain/delegation-record.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { actions, button, type Message, plain, section } from './blocks.ts';
import { input } from './inputs.ts';
import { formModal } from './modals.ts';
import { both, day, escapeText, person } from './text.ts';

/** The last day of a hand-over, which ends for everybody at the same moment. */
const lastDay = (until: string) => `the end of ${day(until)} (UTC)`;

/** Tells somebody that another has handed over to them, and when that has ended. */
export function delegationMessage(delegation: Delegation, to: string, { channels }: Policy): Message {
  const { from, until, state } = delegation;
  const holds = state === 'active' && delegation.to === to;
  const text = holds
    ? `${person(from)} has handed over to you until ${lastDay(until)}: you may decide in their place on the requests that wait for them in <#${channels.requests}>, never on your own. You cannot pass it on.`
    : `What ${person(from)} had handed over to you has ended: you no longer decide in their place.`;
  return { text, blocks: [section(text)] };
}

/** Tells somebody what they have handed over, to whom and until when, and lets them take it back. */
export function handedOverMessage({ id, to, until }: Delegation, groups: readonly string[]): Message {
  const where =
    groups.length === 0
      ? 'You are in no group of approvers any more, so it has no effect.'
      : `They decide in your place for ${both(groups.map(escapeText))}, never on their own requests. You can still decide too; only the first of you counts.`;
  const text = `You have handed over to ${person(to)} until ${lastDay(until)}. ${where}`;
  return {
    text,
    blocks: [
      section(text),
      actions(button(IDS.delegation.end, 'Take back', id, { label: 'Take back what you handed over' })),
    ],
  };
}

/** Tells somebody that their hand-over has ended. */
export function takenBackMessage({ to }: Delegation): Message {
  const text = `You have taken back what you had handed over to ${person(to)}: they no longer decide in your place. What they have approved stays approved.`;
  return { text, blocks: [section(text)] };
}

/** The form to hand over, with what is known already. */
export function delegationForm(known: { to?: string | undefined; until?: string | undefined }): ModalView {
  const to: UsersSelect = {
    type: 'users_select',
    action_id: 'grantdesk.delegate.choose',
    placeholder: plain('Choose a person'),
    ...(known.to === undefined ? {} : { initial_user: known.to }),
  };
  const until: Datepicker = {
    type: 'datepicker',
    action_id: 'grantdesk.last-day.choose',
    placeholder: plain('Choose a day'),
    ...(known.until === undefined ? {} : { initial_date: known.until }),
  };
  return formModal({ callback: IDS.delegation.submit, title: 'Delegate', submit: 'Delegate' }, [
    section('While you are away, somebody else decides in your place on the requests that wait for you.'),
    input('to', 'Who decides in your place', to, {
      hint: 'They decide where you could: never on their own request, nor on one of yours.',
    }),
    input('until', 'Last day', until, {
      hint: `At most ${MOST_DAYS} days ahead. It ends by itself at the end of this day (UTC); take it back before with /grant delegate.`,
    }),
  ]);
}
