import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { reinstatedWith } from '../../domain/reinstatement.ts';
import { IDS } from '../ids.ts';
import { button, section, typed } from './blocks.ts';
import { reasonModal } from './modals.ts';
import { grantLines } from './revocation.ts';
import { code, escapeText, moment, person } from './text.ts';

/** The button that opens the modal of the emergency stop. */
export const suspendButton = ({ id }: Grant): Button =>
  button(IDS.suspension.ask, 'Suspend', id, { style: 'danger', label: `Suspend ${id} at once` });

/** The button that opens the modal to let a suspended grant work again. */
export const reinstateButton = ({ id }: Grant): Button =>
  button(IDS.suspension.reinstate, 'Reinstate', id, { label: `Reinstate ${id}` });

/** What a Done button carries: the grant, and the run of its suspensions that was asked for. */
export const stopValue = (id: string, run: number): string => `${id}.${run}`;

/** Reads what a Done button carries, which may be anything. */
export function readStopValue(value: string): { id: string; run: number } {
  const [id = '', run] = value.split('.');
  return { id, run: Number(run) };
}

/** The one confirmation of the emergency stop: what stops, before the button is pressed. */
export function suspensionModal(grant: Grant, others: readonly Grant[]): ModalView {
  const { id, terms } = grant;
  const words = {
    title: `Suspend ${id}`,
    label: 'Why it has to stop',
    hint: 'May stay empty when it is urgent. Never the secret itself.',
    submit: 'Suspend now',
    optional: true as const,
  };
  const what = `:octagonal_sign: Within seconds Workiva refuses everything that ${code(terms.user.username)} asks for: *${escapeText(terms.clientName)}* stops. Nobody has to approve this. An admin who does not own it can let it work again.`;
  const too = `*These stop too*, because they act as the same integration user:\n${grantLines(others)}`;
  const before = [section(what), ...(others.length === 0 ? [] : [section(too)])];
  return reasonModal(IDS.suspension.submit, id, words, before);
}

/** What the form to reinstate a grant carries: the grant, and what its reader has seen. */
const reinstatementValue = (id: string, seen: string): string => `${id}.${seen}`;

/** Reads what a form to reinstate a grant carries. */
export function readReinstatement(value: string): { id: string; seen: string } {
  const [id = '', seen = ''] = value.split('.');
  return { id, seen };
}

/** The most leaks that the form shows; the newest tell enough to ask the owner. */
const MOST_LEAKS = 5;

/** Where the secrets of grants that are to work again may have leaked since they were last regenerated, the newest first. */
function leakBlocks(grants: readonly Grant[]): KnownBlock[] {
  const leaks = grants
    .flatMap(({ id, leaks, rotated }) => leaks.map((leak) => ({ id, ...leak, isOver: leak.at <= (rotated?.at ?? '') })))
    .filter(({ isOver }) => !isOver)
    .sort((one, other) => other.at.localeCompare(one.at));
  return leaks
    .slice(0, MOST_LEAKS)
    .flatMap(({ id, by, at, where }) => [
      section(
        `:rotating_light: *The secret of ${id} may have leaked*, says ${person(by)}, ${moment(at)}. Let it work again only once its owner has regenerated it.`,
      ),
      typed(where),
    ]);
}

/** Asks an admin why a suspended grant may work again; shows what works again with it, and where secrets may have leaked. */
export function reinstatementModal(grant: Grant, others: readonly Grant[], seen: string): ModalView {
  const { id, terms, owner, suspension } = grant;
  const words = {
    title: `Reinstate ${id}`,
    label: 'Why it may work again',
    hint: 'Its owner, the admins and the auditors read this.',
    submit: 'Reinstate',
  };
  const what = `*${escapeText(terms.clientName)}* of ${person(owner)} can call Workiva again as ${code(terms.user.username)}, with the secret that it had. If others may know that secret, let its owner regenerate it first. It was suspended for this reason:`;
  const same = reinstatedWith(others);
  const too = `*These work again too*, because they act as the same integration user:\n${grantLines(same)}`;
  const before = [
    section(what),
    typed(suspension?.reason ?? ''),
    ...leakBlocks([grant, ...same]),
    ...(same.length === 0 ? [] : [section(too)]),
  ];
  return reasonModal(IDS.suspension.submitReinstatement, reinstatementValue(id, seen), words, before);
}
