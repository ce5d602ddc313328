import type { MessageName } from '../../domain/effects.ts';
import type { Grant } from '../../domain/records.ts';
import { answerReview } from '../../domain/review-answer.ts';
import {
  ADMINS,
  isPartId,
  isReviewId,
  type Review,
  type ReviewAnswer,
  type ReviewItem,
  type ReviewPart,
  reviewOfPart,
} from '../../domain/review-records.ts';
import { forAdmins, type PartTally, totalOf } from '../../domain/review-tally.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import type { Store } from '../../store/store.ts';
import { transact } from '../../store/transact.ts';
import { adminsNow, grantNamed } from './find.ts';
import { type LastUses, lastUsesOf } from './last-use.ts';
import type { UseCaseParts } from './parts.ts';

/** How many grants one page shows, and one message at most. Parts hold a multiple of it. */
export const ROWS = 10;

/** One grant that somebody reviews. */
export type ReviewRow = { part: ReviewPart; item: ReviewItem; grant: Grant };

/** What somebody reviews in a review; `reader` is a person, or `admins`. */
export type ReviewFacts = {
  review: Review;
  reader: string;
  all: PartTally[];
  own: PartTally[];
  rows: ReviewRow[];
  /** Grants that were the reader's to answer for, until they became another's. */
  handedOn: Grant[];
  /** When the grants of the rows were last used. */
  uses: LastUses;
};

/** One page of it. */
export type ReviewPlace = { review: string; reader: string; page: number };

/** Who reads a message about a review: the person whom its detail begins with, or the admins. */
export const readerOf = ({ message, detail = '' }: MessageName): string =>
  message === 'review' || message === 'review-reminder' ? (detail.split('.')[0] ?? '') : ADMINS;

/** Looks up what a reader reviews, with the grants themselves where they fit into a message. */
export async function reviewFacts(id: string, reader: string, store: Store): Promise<ReviewFacts | undefined> {
  const review = isReviewId(id) ? (await store.review(id))?.record : undefined;
  if (!review) return undefined;
  const all = await store.reviews.tally(id);
  const own = reader === ADMINS ? forAdmins(all) : all.filter((part) => part.reviewer === reader);
  const fits = countOf(own) <= ROWS;
  const rows = fits ? (await Promise.all(own.map((part) => rowsOf(part.id, 0, ROWS, store)))).flat() : [];
  const handedOn = await handedOnBy(reader, own, store);
  return { review, reader, all, own, rows, handedOn, uses: await usesIn(rows, store) };
}

async function handedOnBy(reader: string, own: readonly PartTally[], store: Store): Promise<Grant[]> {
  const parts = own.filter(({ reviewer, handed }) => reviewer === reader && handed !== undefined);
  const ids = (await Promise.all(parts.map(({ id }) => store.part(id)))).flatMap((part) => part?.record.handedOn ?? []);
  const grants = await Promise.all([...new Set(ids)].map((id) => store.grant(id)));
  return grants.flatMap((stored) => (stored && stored.record.owner !== reader ? [stored.record] : []));
}

/** How many grants these parts have. */
export const countOf = (parts: readonly PartTally[]): number =>
  parts.reduce((sum, { counts }) => sum + totalOf(counts), 0);

/** The facts with the grants of one page; a page beyond the end is the last. */
export async function reviewPage(
  place: ReviewPlace,
  store: Store,
): Promise<(ReviewFacts & { page: number; pages: number }) | undefined> {
  const facts = await reviewFacts(place.review, place.reader, store);
  if (!facts) return undefined;
  const places = facts.own.flatMap(({ id, counts }) =>
    Array.from({ length: Math.ceil(totalOf(counts) / ROWS) }, (_, at) => ({ id, from: at * ROWS })),
  );
  const page = Math.min(place.page, Math.max(0, places.length - 1));
  const shown = places[page];
  const rows = shown ? await rowsOf(shown.id, shown.from, ROWS, store) : [];
  return { ...facts, rows, uses: await usesIn(rows, store), page, pages: places.length };
}

const usesIn = (rows: readonly ReviewRow[], store: Store): Promise<LastUses> =>
  lastUsesOf(
    rows.map(({ grant }) => grant),
    store,
  );

async function rowsOf(id: string, from: number, count: number, store: Store): Promise<ReviewRow[]> {
  const part = (await store.part(id))?.record;
  const items = part?.items.slice(from, from + count) ?? [];
  const rows = await Promise.all(
    items.map(async (item) => {
      const grant = (await store.grant(item.grant))?.record;
      return part && grant ? [{ part, item, grant }] : [];
    }),
  );
  return rows.flat();
}

/** Refuses who may not look at what a reader reviews. Answers nothing when they may. */
export async function mayNotRead({ review, reader }: ReviewPlace, by: string, parts: UseCaseParts) {
  if (!isReviewId(review)) return refused('not_found', 'There is no such review.');
  const may = reader === ADMINS ? (await adminsNow(parts)).includes(by) : by === reader;
  return may ? undefined : refused('not_yours', `It is not for you to answer this in ${review}.`);
}

/** Takes an answer for a grant. `part` and `grant` may be anything: they come from a button. */
export async function answerGrant(
  { part, grant: id, answer }: { part: string; grant: string; answer: ReviewAnswer },
  by: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const { store, policy, clock } = parts;
  const grant = await grantNamed(id, store);
  const review = isPartId(part) ? (await store.review(reviewOfPart(part)))?.record : undefined;
  if (!grant || !review) return notThere;
  const given = {
    by,
    answer,
    admins: await adminsNow(parts),
    reviewers: await reviewersNow(review, parts),
    request: answer === 'revoke' ? await store.nextRequestId() : '',
    digest: policy().digest,
    now: clock.now(),
  };
  return transact(store, { review: review.id, part, grant: id }, (found) =>
    found.review && found.part && found.grant
      ? answerReview({ review: found.review, part: found.part, grant: found.grant }, given)
      : notThere,
  );
}

const notThere: Refused = refused('not_found', 'There is no such grant in a review.');

async function reviewersNow({ by }: Review, parts: UseCaseParts): Promise<string[]> {
  return by === 'owner' ? [] : createPeopleIn(parts)(by);
}

/** Makes the look-up of who is in groups of the policy and may take part. */
export function createPeopleIn({ directory, policy }: Pick<UseCaseParts, 'directory' | 'policy'>) {
  return async (groups: readonly string[]): Promise<string[]> => {
    const { policy: rules } = policy();
    return directory.takingPart(await directory.peopleIn(groups, rules), rules);
  };
}
