import { DAY, HOUR, inWords } from '../../domain/duration.ts';
import { lifetimeFrom } from '../../domain/expiry.ts';
import { FILING_LIMITS } from '../../domain/filing-limit.ts';
import { nameThem } from '../../domain/refusal.ts';
import type { Fault, TermsForm } from '../../domain/terms.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import type { Policy } from '../../policy/schema.ts';
import type { UseCaseParts } from './parts.ts';

/** Refuses who may not start a request without waiting for its approval. Answers nothing when they may. */
export async function mayBreakGlass(by: string, parts: UseCaseParts): Promise<Refused | undefined> {
  const { policy, directory } = parts;
  const inForce = policy().policy;
  if (!inForce.break_glass) {
    return refused(
      'may_not_take_part',
      'The policy lets nobody break glass. Request a grant with `/grant`, and say why it is urgent.',
    );
  }
  const who = await directory.peopleIn(inForce.break_glass.who, inForce);
  const present = await directory.takingPart(who, inForce);
  if (present.includes(by)) return brokeLately(by, parts);
  return refused(
    'may_not_take_part',
    `You cannot break glass; the policy names ${nameThem(present)} for that. Request a grant with \`/grant\`, and say why it is urgent.`,
  );
}

/** How long, in ms, after a review that went against them somebody cannot break glass again. */
const PAUSE = 7 * DAY;

/** More requests than anybody files in that time, with a revocation of each: so nobody pushes theirs out of sight. */
const LOOKED_THROUGH = 2 * FILING_LIMITS.filed * (PAUSE / HOUR + 1);

/** Refuses who has one to be reviewed already, or has had one denied: else nobody would ever have to approve. */
async function brokeLately(by: string, { store, clock }: UseCaseParts): Promise<Refused | undefined> {
  const requests = await store.requestsOf(by, LOOKED_THROUGH);
  const broken = requests.filter(({ breakGlass }) => breakGlass !== undefined);
  const open = broken.find(({ breakGlass }) => breakGlass?.verdict === undefined);
  if (open) {
    return refused('not_open', `${open.id} broke glass, and is not approved after the fact yet. Ask for that first.`);
  }
  const since = new Date(clock.now().getTime() - PAUSE).toISOString();
  const lost = broken.find(
    ({ breakGlass }) => breakGlass?.verdict?.outcome !== 'approved' && (breakGlass?.verdict?.at ?? '') > since,
  );
  if (!lost) return undefined;
  return refused(
    'not_open',
    `${lost.id} broke glass and was not approved, so you cannot do it again within 7 days. Request a grant with \`/grant\`, and say why it is urgent.`,
  );
}

/** What a request that breaks glass has to be beyond any other: short, with a reason, and with a user of its own. */
export function breakGlassFaults(form: TermsForm, { break_glass: rule }: Policy, now: Date): Fault[] {
  const faults: Fault[] = [];
  const most = rule?.lifetime_up_to ?? 0;
  if (form.expires !== undefined && lifetimeFrom(now, form.expires) > most) {
    faults.push({
      field: 'expires',
      sentence: `A grant that breaks glass lives ${inWords(most)} at most. Choose an earlier day.`,
    });
  }
  if (form.userKind !== 'new') {
    const sentence =
      'A grant that breaks glass needs an integration user of its own, so that it can be stopped alone. Create a new one.';
    faults.push({ field: 'userKind', sentence });
  }
  if ((form.urgency ?? '').trim() === '') {
    faults.push({
      field: 'urgency',
      sentence: 'Write what the emergency is. It is announced to the admins and the auditors at once.',
    });
  }
  return faults;
}
