import type { KnownBlock, ModalView } from '@slack/types';
import type { Grant } from '../../domain/records.ts';
import { OUTCOME_WORDS } from '../../domain/review-answer.ts';
import { isAnothers } from '../../domain/review-hand-on.ts';
import type { Review, ReviewOutcome, Settled } from '../../domain/review-records.ts';
import { hasEnded } from '../../domain/review-settle.ts';
import { sumOf, totalOf } from '../../domain/review-tally.ts';
import { grantInWords } from '../../domain/state-words.ts';
import { IDS } from '../ids.ts';
import type { LastUses } from '../use-cases/last-use.ts';
import { countOf, type ReviewFacts, type ReviewRow, ROWS } from '../use-cases/review.ts';
import { actions, button, context, section } from './blocks.ts';
import { name } from './grant-words.ts';
import { lastUseWords } from './last-use.ts';
import { readModal } from './modals.ts';
import { clip, code, day, escapeText, moment, person } from './text.ts';

const ANSWERS = { keep: IDS.review.keep, narrow: IDS.review.narrow, revoke: IDS.review.revoke } as const;

/** How many grants, in words. */
export const grantsInWords = (count: number) => (count === 1 ? '1 grant' : `${count} grants`);

/** Until when somebody can answer. */
export const untilOf = ({ escalatedUntil, answerBy }: Review) => escalatedUntil ?? answerBy;

/** How many are answered, and the grants themselves where they fit; else a button that opens them. */
export const askedBlocks = (facts: ReviewFacts, now: Date): KnownBlock[] => [
  ...(countOf(facts.own) === 0 ? [] : [section(standing(facts))]),
  ...(countOf(facts.own) > ROWS ? openButton(facts) : rowBlocks(facts, now)),
  ...handedOnBlocks(facts),
];

/** Which grants were the reader's to answer for, and whose they are now. */
function handedOnBlocks({ handedOn }: ReviewFacts): KnownBlock[] {
  if (handedOn.length === 0) return [];
  const lines = handedOn.slice(0, ROWS).map((grant) => `*${grant.id}* ${anothersWords(grant)}`);
  const more = handedOn.length - lines.length;
  return [context([...lines, ...(more > 0 ? [`…and ${more} more.`] : [])].join('\n'))];
}

const anothersWords = ({ owner }: Grant) => `is ${person(owner)}’s now, who is asked instead of you.`;

/** The verb of so many. */
export const areOrIs = (count: number) => (count === 1 ? 'is' : 'are');

/** How many are answered of what somebody reviews. */
export function standing({ own }: ReviewFacts): string {
  const tally = sumOf(own);
  const total = totalOf(tally);
  const done = total - tally.waiting;
  if (tally.waiting === 0) return total === 1 ? 'It is answered.' : `All ${total} are answered.`;
  return `${done} of ${total} ${areOrIs(done)} answered.`;
}

/** The button that opens all of what somebody reviews; none once the review is over. */
export function openButton({ review, reader, own }: ReviewFacts): KnownBlock[] {
  if (review.state === 'closed') return [];
  const label = `Review ${grantsInWords(countOf(own))}`;
  return [
    actions(
      button(IDS.review.open, label, `${review.id} ${reader} 0`, {
        style: 'primary',
        label: `${label} in ${review.id}`,
      }),
    ),
  ];
}

const rowBlocks = ({ review, reader, rows, uses }: ReviewFacts, now: Date): KnownBlock[] =>
  rows.flatMap((row) => [section(rowWords(row, uses, now)), rowState(row, review, reader)]);

function rowWords({ grant, item }: ReviewRow, uses: LastUses, now: Date): string {
  const { id, owner, terms } = grant;
  const scopes = item.settled?.seen.scopes ?? terms.scopes;
  const expires = `expires *${day(terms.expires)}*`;
  return [
    `*${id}* · ${name(terms.clientName)} · ${grantInWords(grant)}, ${expires}`,
    `${code(terms.user.username)} in ${name(terms.workspace)}, owned by ${person(owner)}`,
    `Scopes: ${clip(scopes.map(escapeText).join(', '), 500)}`,
    `Last use: ${lastUseWords(grant, uses, now)}`,
  ].join('\n');
}

/** The buttons, or the answer. */
function rowState({ part, item, grant }: ReviewRow, review: Review, reader: string): KnownBlock {
  if (item.settled) return context(answerWords(item.settled, grant));
  if (review.state === 'closed' || part.state === 'sealed') return context('This was not answered in time.');
  if (hasEnded(grant)) return context(`It has ended meanwhile (${grantInWords(grant)}), so it needs no answer.`);
  if (reader === part.reviewer && isAnothers(review, part, grant)) return context(`It ${anothersWords(grant)}`);
  const value = `${part.id} ${grant.id}`;
  const buttons = [
    button(ANSWERS.keep, 'Keep', value, { style: 'primary', label: `Keep ${grant.id}` }),
    button(ANSWERS.narrow, 'Narrow', value, { label: `Narrow ${grant.id}` }),
    button(ANSWERS.revoke, 'Revoke', value, {
      style: 'danger',
      label: `Revoke ${grant.id}`,
      confirm: {
        title: 'Revoke it?',
        text: `${grant.id} stops working as soon as an admin has deleted it in Workiva. This cannot be undone.`,
        yes: 'Revoke',
      },
    }),
  ];
  return { ...actions(...buttons), block_id: grant.id };
}

const SIGNS: Partial<Record<ReviewOutcome, string>> = {
  keep: ':white_check_mark:',
  narrow: ':pencil2:',
  revoke: ':x:',
  suspended: ':octagonal_sign:',
};

function answerWords({ outcome, by, at, seen }: Settled, { id, revocation }: Grant): string {
  const said = `${SIGNS[outcome] ?? ''} *${OUTCOME_WORDS[outcome]}*, by ${person(by)}, ${moment(at)}.`.trim();
  if (outcome === 'narrow') {
    return by === seen.owner
      ? `${said} Now take away what is not needed: type \`/grant change ${id}\`.`
      : `${said} Its owner has been asked to take away what is not needed.`;
  }
  return outcome === 'revoke' && revocation !== undefined ? `${said} ${revocation} ends it.` : said;
}

/** One page of what somebody reviews. `notice` says what could not be done. */
export function reviewModal(
  facts: ReviewFacts & { page: number; pages: number },
  now: Date,
  notice?: string,
): ModalView {
  const { review, reader, page, pages } = facts;
  const turn = (action: string, text: string, to: number) =>
    button(action, text, `${review.id} ${reader} ${to}`, { label: `${text} page` });
  const turns = [
    ...(page > 0 ? [turn(IDS.review.previous, 'Previous', page - 1)] : []),
    ...(page + 1 < pages ? [turn(IDS.review.next, 'Next', page + 1)] : []),
  ];
  const modal = readModal(`Review ${review.id}`.slice(0, 24), [
    ...(notice === undefined ? [] : [section(`:warning: ${notice}`)]),
    section(`${standing(facts)} Page ${page + 1} of ${Math.max(1, pages)}. Every answer counts at once.`),
    ...rowBlocks(facts, now),
    ...(turns.length === 0 ? [] : [actions(...turns)]),
  ]);
  return { ...modal, private_metadata: `${review.id} ${reader} ${page}` };
}
