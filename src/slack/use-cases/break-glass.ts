import { inWords } from '../../domain/duration.ts';
import { lifetimeFrom } from '../../domain/expiry.ts';
import { nameThem } from '../../domain/refusal.ts';
import type { Fault, TermsForm } from '../../domain/terms.ts';
import { type Refused, refused } from '../../domain/transition.ts';
import type { Policy } from '../../policy/schema.ts';
import type { UseCaseParts } from './parts.ts';

/** Refuses who may not start a request without waiting for its approval. Answers nothing when they may. */
export async function mayBreakGlass(by: string, { policy, directory }: UseCaseParts): Promise<Refused | undefined> {
  const inForce = policy().policy;
  if (!inForce.break_glass) {
    return refused(
      'may_not_take_part',
      'The policy lets nobody break glass. Request a grant with `/grant`, and say why it is urgent.',
    );
  }
  const who = await directory.peopleIn(inForce.break_glass.who, inForce);
  const present = await directory.takingPart(who, inForce);
  if (present.includes(by)) return undefined;
  return refused(
    'may_not_take_part',
    `You cannot break glass; the policy names ${nameThem(present)} for that. Request a grant with \`/grant\`, and say why it is urgent.`,
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
