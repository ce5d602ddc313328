import type { Delegation } from '../domain/delegation-record.ts';
import type { MessageKind, MessageName } from '../domain/effects.ts';
import type { Policy } from '../policy/schema.ts';
import { renderGrant } from './render-grant.ts';
import { renderRequest } from './render-request.ts';
import { asWished, type Rendered, type RenderFacts, toAdmins } from './rendered.ts';
import type { DigestFacts } from './use-cases/digest.ts';
import type { ReviewFacts } from './use-cases/review.ts';
import { codesLockedMessage } from './views/codes-locked.ts';
import { delegationMessage } from './views/delegation.ts';
import { digestMessage } from './views/digest.ts';
import { driftMessage } from './views/drift.ts';
import {
  reviewAdminsMessage,
  reviewMessage,
  reviewProgressMessage,
  reviewReminderMessage,
} from './views/review-messages.ts';

/** Renders a message from the state as it is now. Answers nothing when its record is gone. */
export function render({ message, about, detail = '' }: MessageName, facts: RenderFacts): Rendered | undefined {
  if (message === 'codes-locked') return toAdmins(facts, codesLockedMessage(about, Number(detail)));
  if (facts.delegation) return renderDelegation(detail, facts.delegation, facts.policy);
  if (facts.drift) return toAdmins(facts, driftMessage(facts.drift, Number(detail), facts.policy));
  if (facts.review) return renderReview(message, detail, facts.review, facts);
  if (facts.digest) return renderDigest(detail, facts.digest, facts);
  return facts.request ? renderRequest(message, detail, facts.request, facts) : renderGrant(message, detail, facts);
}

/** The detail names who was handed over to, and when; a hand-over since then has a message of its own. */
function renderDelegation(detail: string, delegation: Delegation, policy: Policy): Rendered {
  const to = detail.slice(0, detail.indexOf('.'));
  return { to: { person: to }, message: delegationMessage(delegation, to, policy) };
}

/** The detail is the day whose warnings it stands for. */
function renderDigest(date: string, digest: DigestFacts, { policy }: RenderFacts): Rendered {
  return asWished(digest.person, digestMessage(digest, date), digest.preferences, policy);
}

function renderReview(
  kind: MessageKind,
  detail: string,
  review: ReviewFacts,
  facts: RenderFacts,
): Rendered | undefined {
  switch (kind) {
    case 'review':
      return { to: { person: detail }, message: reviewMessage(review, facts.now) };
    case 'review-reminder':
      return asWished(review.reader, reviewReminderMessage(review), facts.preferences, facts.policy);
    case 'review-admins':
      return toAdmins(facts, reviewAdminsMessage(review, detail, facts.now));
    case 'review-progress':
      return toAdmins(facts, reviewProgressMessage(review));
    default:
      return undefined;
  }
}
