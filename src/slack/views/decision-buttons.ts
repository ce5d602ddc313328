import type { Button } from '@slack/types';
import { reducible } from '../../domain/less.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { requestValue } from '../../domain/request-ref.ts';
import { IDS } from '../ids.ts';
import { button } from './blocks.ts';

/** What an approver can do. What broke glass is carried out already, so that less of it cannot be approved. */
export function decisionButtons(request: AccessRequest): Button[] {
  const { id } = request;
  const value = requestValue(request);
  const less = button(IDS.request.approveLess, 'Approve with less', value, {
    label: `Approve with less than ${id} asks for`,
  });
  return [
    button(IDS.request.approve, 'Approve', value, { style: 'primary', label: `Approve ${id}` }),
    ...(reducible(request).length === 0 ? [] : [less]),
    button(IDS.request.deny, 'Deny', value, { style: 'danger', label: `Deny ${id}` }),
    button(IDS.request.ask, 'Ask', value, { label: `Ask the requester of ${id} something first` }),
    ...(request.breakGlass ? [] : [planButton(request)]),
    whyButton(request),
  ];
}

/** The button that shows what an approval leads to in Workiva. */
const planButton = ({ id }: AccessRequest): Button =>
  button(IDS.request.plan, 'What will happen?', id, { label: `What will happen in Workiva when ${id} is approved` });

/** The button that explains which rule matched and who may decide. */
export const whyButton = ({ id }: AccessRequest): Button =>
  button(IDS.request.why, 'Why?', id, { label: `Why ${id} goes this way, and who may decide` });

/** The button that opens the form filled in with what was asked. */
export const askAgainButton = ({ id }: AccessRequest): Button =>
  button(IDS.request.askAgain, 'Ask again', id, { label: `Ask again for what ${id} asked for` });
