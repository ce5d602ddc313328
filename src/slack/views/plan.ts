import type { ModalView } from '@slack/types';
import type { PlannedStep } from '../../domain/step-records.ts';
import type { Foreseen } from '../use-cases/plan.ts';
import { context, packed, section } from './blocks.ts';
import { readModal } from './modals.ts';
import { escapeText } from './text.ts';

const VERDICTS: Record<PlannedStep['verdict'], string> = {
  do: ':arrow_forward:',
  there: ':white_check_mark: Already so:',
  by_hand: ':raising_hand:',
  blocked: ':no_entry: In the way:',
};

const TITLE = 'What will happen?';

/** Stands while Workiva is looked at. */
export const lookingModal = (): ModalView => readModal(TITLE, [section('Looking at Workiva…')]);

/** The modal that says step by step what an approval leads to. Nothing of it is done yet. */
export function planModal(foreseen: Foreseen): ModalView {
  const { request } = foreseen;
  if ('trouble' in foreseen) {
    return readModal(TITLE, [
      section(`${escapeText(foreseen.trouble)} Close this and press *${TITLE}* again in a minute.`),
    ]);
  }
  const { steps } = foreseen;
  const lines = steps.map(({ verdict, words }, at) => `${at + 1}. ${VERDICTS[verdict]} ${escapeText(words)}`);
  const isBlocked = steps.some(({ verdict }) => verdict === 'blocked');
  return readModal(TITLE, [
    ...packed(`*${request.id}, once it is approved:*`, lines),
    ...(isBlocked
      ? [section(':warning: Something stands in the way. Approved as it is, it stops before anything is done.')]
      : []),
    context('As Workiva is now. Nothing has been changed.'),
  ]);
}
