import type { Telling, Told } from './audit-told.ts';
import { readSecretReminder, type SecretReminder } from './secret-due.ts';
import { readOutcome, type VerifyOutcome } from './verify-outcome.ts';

/** What happened to a grant, as auditors read it. */
export const GRANT_SENTENCES: Record<string, Telling> = {
  'grant.created': { says: ({ who, grant }) => `${who} created ${grant} in Workiva` },
  'grant.renewed': {
    says: ({ who, grant, value }) => `${who} renewed ${grant} in Workiva, until ${value('expires')}`,
    said: ['expires'],
  },
  'grant.changed': { says: ({ who, grant }) => `${who} changed ${grant} in Workiva` },
  'grant.revoked': { says: ({ who, grant }) => `${who} revoked ${grant} in Workiva` },
  'grant.deleted': { says: ({ who, grant }) => `${who} deleted ${grant} in Workiva` },
  'grant.imported': {
    says: ({ who, grant }) => `${who} brought in ${grant}, which had been made by hand before`,
    said: ['kind'],
  },
  'grant.purpose_changed': { says: ({ who, grant }) => `${who} changed why ${grant} is needed` },

  'grant.expiry_warned': {
    says: ({ grant, raw, value }) =>
      `The owner was warned${raw('digest') === '' ? '' : ', with others in one message,'} that ${grant} expires on ${value('expires')}`,
    said: ['expires', 'digest'],
  },
  'grant.left_to_expire': {
    says: ({ who, grant, value }) => `${who} said that ${grant} may expire on ${value('expires')}`,
    said: ['expires'],
  },
  'grant.expired': {
    says: ({ grant, value }) => `${grant} expired on ${value('expires')}`,
    said: ['expires'],
  },

  'grant.secret_collected': { says: ({ who, grant }) => `${who} has collected the secret of ${grant}` },
  'grant.secret_rotated': { says: ({ who, grant }) => `${who} has regenerated the secret of ${grant}` },
  'grant.secret_leaked': { says: ({ who, grant }) => `${who} said that the secret of ${grant} may have leaked` },
  'grant.verified': {
    says: ({ who, grant, raw }) => `${who} tested ${grant} with its secret: ${testedInWords(raw('outcome'))}`,
    said: ['outcome'],
  },
  'grant.verification_settled': {
    says: ({ who, grant, raw }) => `${who} settled what a test of ${grant} had shown: ${testedInWords(raw('outcome'))}`,
    said: ['outcome'],
  },
  'grant.unused_asked': {
    says: ({ grant, person }) => `${person('owner')} was asked whether ${grant} is needed, because nothing has used it`,
    said: ['owner'],
  },
  'grant.kept_unused': { says: ({ who, grant }) => `${who} kept ${grant}, though nothing has used it` },
  'grant.secret_reminded': { says: secretReminded, said: ['about'] },

  'grant.transfer_offered': {
    says: ({ who, grant, person }) => `${who} asked ${person('to')} to own ${grant}`,
    said: ['to'],
  },
  'grant.transfer_declined': { says: ({ who, grant }) => `${who} declined to own ${grant}` },
  'grant.transferred': {
    says: ({ who, grant, person }) => `${who} took over ${grant} from ${person('from')}`,
    said: ['from', 'to'],
  },
  'grant.owner_back': { says: ({ who, grant }) => `${who}, who owns ${grant}, is back in Slack`, said: ['owner'] },
  'grant.owner_left': { says: ({ who, grant }) => `${who}, who owned ${grant}, has left Slack`, said: ['owner'] },

  'grant.suspended': {
    says: ({ who, grant, raw }) =>
      `${who} suspended ${grant}${raw('with') === '' ? '' : `, together with ${raw('with')}`}`,
    said: ['with'],
  },
  'grant.reinstated': { says: ({ who, grant }) => `${who} let ${grant} work again` },
  'grant.suspension_enforced': {
    says: ({ who, value, grant }) => `${who} suspended ${value('user')}, the integration user of ${grant}, in Workiva`,
    said: ['user'],
  },
  'grant.reinstatement_enforced': {
    says: ({ who, value, grant }) =>
      `${who} activated ${value('user')}, the integration user of ${grant}, in Workiva again`,
    said: ['user'],
  },
  'grant.suspension_resumed': {
    says: ({ grant }) => `Grantdesk began again to suspend the integration user of ${grant}, which stood still`,
  },
  'grant.reinstatement_resumed': {
    says: ({ grant }) => `Grantdesk began again to activate the integration user of ${grant}, which stood still`,
  },
  'grant.suspension_without_user': { says: ({ grant }) => `${grant} had no integration user to suspend yet` },
  'grant.suspension_by_hand': {
    says: ({ who, grant }) => `${who} asked the admins to suspend the integration user of ${grant} by hand`,
  },
  'grant.reinstatement_by_hand': {
    says: ({ who, grant }) => `${who} asked the admins to activate the integration user of ${grant} by hand`,
  },

  'grant.replacement_asked': {
    says: ({ who, grant, value }) => `${who} asked for ${value('by')} to take the place of ${grant}`,
    said: ['by'],
  },
  'grant.pair_began': {
    says: ({ grant, other, value }) =>
      `${grant} and ${other}, which takes its place, are both live until ${value('until')}`,
    said: ['until'],
  },
  'grant.replacement_reminded': { says: replacementReminded, said: ['about'] },
  'grant.replaced': {
    says: ({ who, grant, value }) => `${who} said that the integration runs on ${value('by')}, so that ${grant} can go`,
    said: ['by'],
  },
  'grant.pair_ended': { says: ({ grant, other }) => `${grant} and ${other} are no pair any more` },
};

const REMINDERS: Record<SecretReminder, string> = {
  collect: 'to collect the secret of',
  needed: 'to collect the secret, or to say whether anything needs',
  rotate: 'to regenerate the secret of',
};

function secretReminded({ grant, raw }: Told): string {
  return `The owner was reminded ${REMINDERS[readSecretReminder(raw('about')).kind]} ${grant}`;
}

function replacementReminded({ grant, raw }: Told): string {
  const told =
    raw('about') === 'deadline'
      ? 'The owner and the admins were told that the time is over in which'
      : 'The owner was reminded that';
  return `${told} ${grant} and the grant that takes its place are both live`;
}

const TESTED: Record<VerifyOutcome, string> = {
  works: 'it works',
  fewer: 'it has fewer scopes than were approved',
  more: 'it has more scopes than were approved',
  unclear: 'it works; what it may do could not be compared',
  refused: 'Workiva refused it',
};

function testedInWords(outcome: string): string {
  const read = readOutcome(outcome);
  return read === undefined ? outcome : TESTED[read];
}
