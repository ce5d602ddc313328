import type { Grant } from '../../domain/records.ts';
import { OUTCOME_WORDS } from '../../domain/review-answer.ts';
import { ADMINS, ReviewOutcome } from '../../domain/review-records.ts';
import { sumOf, totalOf } from '../../domain/review-tally.ts';
import { isPerson } from '../../policy/principals.ts';
import { countOf, type ReviewFacts } from '../use-cases/review.ts';
import { actions, context, header, type Message, section } from './blocks.ts';
import { changeButtons } from './grant-messages.ts';
import { name } from './grant-words.ts';
import { areOrIs, askedBlocks, grantsInWords, openButton, standing, untilOf } from './review.ts';
import { code, moment, person } from './text.ts';

/** Asks a reviewer about all of their grants: here where they fit, else behind a button. */
export function reviewMessage(facts: ReviewFacts, now: Date): Message {
  const { review, own } = facts;
  const count = countOf(own);
  if (count === 0) {
    const nothing = `${review.id} · There is nothing left for you to answer`;
    return { text: nothing, blocks: [header(nothing), ...askedBlocks(facts, now)] };
  }
  const title = `${review.id} · Which of ${grantsInWords(count)} ${areOrIs(count)} still needed?`;
  return {
    text: `${title} ${standing(facts)}`,
    blocks: [header(title), section(introWords(facts)), ...askedBlocks(facts, now)],
  };
}

/** What the buttons mean, and until when; what happens after that. */
function introWords({ review, reader }: ReviewFacts): string {
  if (review.state === 'closed') return `This review is over. What you read here is as it was recorded.`;
  const after =
    review.unanswered === 'suspend'
      ? 'A grant without an answer is suspended then.'
      : 'What has no answer by then goes to the admins.';
  const whose = reader === ADMINS ? 'Any admin may answer' : 'Please answer for each';
  return `${whose} *until ${moment(untilOf(review))}*. *Keep*: it is needed as it is. *Narrow*: it is needed, but not all of it. *Revoke*: it is not needed; its clean-up begins at once. ${review.state === 'escalated' ? '' : after}`.trim();
}

/** Reminds somebody of what they have not answered. */
export function reviewReminderMessage(facts: ReviewFacts): Message {
  const { review, own } = facts;
  const { waiting } = sumOf(own);
  const isOpen = waiting > 0 && review.state !== 'closed';
  const then =
    review.unanswered === 'suspend'
      ? 'What has no answer then is suspended.'
      : 'What has no answer then goes to the admins.';
  const text = isOpen
    ? `${grantsInWords(waiting)} still ${waiting === 1 ? 'waits' : 'wait'} for your answer in ${review.id}, until ${moment(untilOf(review))}. ${then}`
    : `There is nothing left for you to answer in ${review.id}.`;
  return { text, blocks: [section(text), ...(isOpen ? openButton(facts) : [])] };
}

/** Asks the admins about what is nobody's to answer, or has not been answered in time. */
export function reviewAdminsMessage(facts: ReviewFacts, kind: string, now: Date): Message {
  const { review } = facts;
  if (kind === 'shared' && review.escalatedUntil !== undefined) {
    const text = `The admins are asked again in a newer message of ${review.id}, together with what reviewers have not answered in time.`;
    return { text, blocks: [header(`${review.id} · The admins were asked`), section(text)] };
  }
  const count = countOf(facts.own);
  const why =
    kind === 'escalated'
      ? 'Reviewers have not answered in time, so any admin may answer in their place.'
      : 'These grants have nobody else to review them: their owners have left, or nobody of the groups may.';
  const title = `${review.id} · The admins are asked about ${grantsInWords(count)}`;
  return {
    text: `${title}. ${why}`,
    blocks: [header(title), section(`${why} ${introWords(facts)}`), ...askedBlocks(facts, now)],
  };
}

/** How a whole review stands, and where its report is once it is over. */
export function reviewProgressMessage({ review, all }: ReviewFacts): Message {
  const tally = sumOf(all);
  const total = totalOf(tally);
  const reviewers = new Set(all.filter(({ counts }) => totalOf(counts) > 0).map(({ reviewer }) => reviewer)).size;
  const done = total - tally.waiting;
  const counts = ReviewOutcome.options
    .filter((outcome) => tally[outcome] > 0)
    .map((outcome) => `${OUTCOME_WORDS[outcome]}: ${tally[outcome]}`);
  const isClosed = review.state === 'closed';
  const title = `${review.id} · ${isClosed ? 'Access review over' : 'Access review'}`;
  const text = isClosed
    ? `The review of ${grantsInWords(total)} is over.`
    : `${done} of ${grantsInWords(total)} ${areOrIs(done)} answered, by ${reviewers === 1 ? '1 reviewer' : `${reviewers} reviewers`}, until ${moment(untilOf(review))}.`;
  return {
    text: `${title}. ${text}`,
    blocks: [
      header(title),
      section(text),
      ...(counts.length === 0 ? [] : [section(counts.join(' · '))]),
      context(
        isClosed
          ? `Its report, for auditors: ${code(`npx grantdesk review report ${review.id} --format csv`)}, or json. Digest of its answers: ${code(review.digest ?? '')}`
          : `Begun ${isPerson(review.startedBy) ? `by ${person(review.startedBy)} ` : ''}${moment(review.startedAt)}.`,
      ),
    ],
  };
}

/** Tells an owner that a reviewer wants their grant narrowed. */
export function reviewNarrowMessage(grant: Grant, review: string, by: string): Message {
  const { id, terms } = grant;
  const text = `${person(by)} has looked at ${id} (${name(terms.clientName)}) in ${review} and says that it can do more than it needs. Please take away what it does not need: that is done at once, without approval.`;
  const buttons = changeButtons(grant);
  return { text, blocks: [section(text), ...(buttons.length === 0 ? [] : [actions(...buttons)])] };
}
