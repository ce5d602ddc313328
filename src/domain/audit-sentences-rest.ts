import type { Telling, Told } from './audit-told.ts';

/** What happened in reviews, to hand-overs of decisions, to people’s settings, and to the trail itself. */
export const OTHER_SENTENCES: Record<string, Telling> = {
  'review.started': {
    says: ({ who, review, value }) => `${who} started ${review}, to be answered by ${value('answerBy')}`,
    said: ['answerBy'],
  },
  'review.shared': {
    says: ({ review, value }) => `${review} asks ${value('reviewers')} people about ${value('grants')} grants`,
    said: ['reviewers', 'grants'],
  },
  'review.reminded': {
    says: ({ review, person }) => `${person('people')} was reminded of ${review}`,
    said: ['people'],
  },
  'review.escalated': { says: reviewEscalated, said: ['reviewer'] },
  'review.answered': { says: reviewAnswered, said: ['answer'] },
  'review.suspended': {
    says: ({ grant, review }) => `Nobody answered for ${grant} in ${review} in time, so it was suspended`,
    said: ['answer'],
  },
  'review.ended': {
    says: ({ grant, review }) => `${grant} ended before anybody answered for it in ${review}`,
    said: ['answer'],
  },
  'review.handed_on': {
    says: ({ grant, review, person }) =>
      `${person('to')} is asked about ${grant} in ${review}, and no longer ${person('from')}`,
    said: ['from', 'to'],
  },
  'review.reported': {
    says: ({ who, review, raw }) =>
      `${who} wrote the report of ${review} as ${raw('format').toUpperCase()}, ${raw('key') === '' ? 'not signed' : `signed by the key ${raw('key')}`}`,
    said: ['format', 'key'],
  },
  'review.closed': { says: ({ review }) => `${review} was closed, and what its report says was sealed` },

  'drift.found': { says: ({ value }) => `Workiva differs from what Grantdesk knows: ${value('what')}`, said: ['what'] },
  'drift.adopted': {
    says: ({ who, value }) => `${who} took over how it is in Workiva: ${value('what')}`,
    said: ['what'],
  },
  'drift.revert_asked': {
    says: ({ who, value }) => `${who} had this undone in Workiva: ${value('what')}`,
    said: ['what'],
  },
  'drift.revert_resumed': {
    says: ({ value }) => `What was to undo this in Workiva was lost, and was begun again: ${value('what')}`,
    said: ['what'],
  },
  'drift.revert_failed': {
    says: ({ value }) => `This could not be undone in Workiva: ${value('what')}`,
    said: ['what'],
  },
  'drift.reverted': { says: ({ who, value }) => `${who} has undone this in Workiva: ${value('what')}`, said: ['what'] },
  'drift.gone': { says: ({ value }) => `This is not so in Workiva any more: ${value('what')}`, said: ['what'] },

  'delegation.started': {
    says: ({ who, person, value }) =>
      `${who} handed over to ${person('to')}, who decides in their place until ${value('until')}`,
    said: ['to', 'until'],
  },
  'delegation.ended': {
    says: ({ who, byItself, person }) =>
      byItself ? `The hand-over to ${person('to')} ended` : `${who} took back what was handed over to ${person('to')}`,
    said: ['to'],
  },
  'preferences.changed': { says: ({ who }) => `${who} chose how Grantdesk tells them about their grants` },
  'approver.enrolled': { says: ({ who, subject }) => `${who} enrolled ${subject} to confirm approvals with a code` },
  'approver.replaced': { says: ({ who, subject }) => `${who} gave ${subject} a new key for codes` },
  'approver.removed': { says: ({ who, subject }) => `${who} took from ${subject} the key for codes` },
  'audit.trimmed': {
    says: ({ who, value }) => `${who} trimmed the audit trail up to event ${value('seq')}, after exporting it`,
    said: ['seq'],
  },
};

function reviewEscalated({ review, grant, raw, person }: Told): string {
  if (raw('reviewer') === '') return `Nobody answered for ${grant} in ${review}`;
  const whom = raw('reviewer') === 'admins' ? 'the admins' : person('reviewer');
  return `${whom} did not answer everything in ${review} in time, so that the admins are asked`;
}

const ANSWERS: Record<string, string> = {
  keep: 'that it is kept',
  narrow: 'that it needs less',
  revoke: 'that it is revoked',
};

function reviewAnswered({ who, grant, review, raw }: Told): string {
  return `${who} answered for ${grant} in ${review} ${ANSWERS[raw('answer')] ?? raw('answer')}`;
}
