import type { Grant } from '../domain/records.ts';
import { closeReview, type ReviewMoved } from '../domain/review.ts';
import type { Review } from '../domain/review-records.ts';
import { reportHeader } from '../domain/review-report.ts';
import { EVIDENCE, sealPart, withEvidence } from '../domain/review-settle.ts';
import type { Refused } from '../domain/transition.ts';
import { readReportRows, reportDigest } from '../store/review-report.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';

const PAGE = 1_000;

/** Ends a review: every outcome gets its evidence, and the digest of the report goes into the audit chain. */
export async function endReview(review: Review, store: Store, now: Date): Promise<ReviewMoved | Refused> {
  const { id } = review;
  for await (const { record } of store.reviews.parts(id)) {
    const unsettled = record.items.filter(({ settled }) => settled === undefined).map(({ grant }) => grant);
    const grants = await grantsNamed(unsettled, store);
    const sealed = await transact(store, { part: record.id }, ({ part }) =>
      part ? sealPart(part, grants, now) : missing(record.id),
    );
    if (!sealed.ok) return sealed;
  }
  // Only now is there no answer to come, whose event would be missed.
  await noteEvidence(review, store);
  const digest = await reportDigest(reportHeader(review), readReportRows(store, id));
  const tally = await store.reviews.tally(id);
  return transact(store, { review: id }, (found) =>
    found.review ? closeReview(found.review, digest, tally, now) : missing(id),
  );
}

async function noteEvidence(review: Review, store: Store): Promise<void> {
  const evidence = await evidenceOf(review, store);
  for await (const { record } of store.reviews.parts(review.id)) {
    await transact(store, { part: record.id }, ({ part }) =>
      part ? withEvidence(part, evidence) : missing(record.id),
    );
  }
}

/** The grants with these ids. */
export async function grantsNamed(ids: readonly string[], store: Store): Promise<Map<string, Grant>> {
  const stored = await Promise.all(ids.map((id) => store.grant(id)));
  return new Map(stored.flatMap((one) => (one ? [[one.record.id, one.record] as const] : [])));
}

/** The number of the last audit event about each grant that can stand for an outcome. */
async function evidenceOf({ id, auditFrom }: Review, { audit }: Store): Promise<Map<string, number>> {
  const evidence = new Map<string, number>();
  for (let from = auditFrom; ; ) {
    const events = await audit.read(from, PAGE);
    for (const { seq, action, subjects } of events) {
      const [review, ...grants] = subjects;
      if (review === id && EVIDENCE.has(action)) for (const grant of grants) evidence.set(grant, seq);
    }
    const last = events.at(-1);
    if (!last) return evidence;
    from = last.seq + 1;
  }
}
