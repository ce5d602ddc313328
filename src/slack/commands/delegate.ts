import { CalendarDate } from '../../domain/expiry.ts';
import type { Refused } from '../../domain/transition.ts';
import { type HandedOver, handOver, heldBy, mayNotHandOver } from '../use-cases/delegation.ts';
import type { UseCaseParts } from '../use-cases/parts.ts';
import { delegationForm, handedOverMessage } from '../views/delegation.ts';
import type { Typed } from './typed.ts';
import { handOverWords } from './words.ts';

/** Carries out `/grant delegate`: hands over, shows what is handed over, or asks in a form for what was not said. */
export async function delegateCommand(
  { by, rest, respond, open }: Pick<Typed, 'by' | 'rest' | 'respond' | 'open'>,
  parts: UseCaseParts,
): Promise<Refused | undefined> {
  const show = async ({ delegation, groups }: HandedOver) => {
    await respond({ response_type: 'ephemeral', ...handedOverMessage(delegation, groups) });
  };
  const { to, until } = handOverWords(rest);
  if (to !== undefined && until !== undefined) {
    const handed = await handOver({ from: by, to, until }, parts);
    if (!handed.ok) return handed;
    await show(handed);
    return undefined;
  }
  const held = rest === '' ? await heldBy(by, parts) : undefined;
  if (held) {
    await show(held);
    return undefined;
  }
  const no = await mayNotHandOver(by, parts);
  if (no) return no;
  await open(delegationForm({ to, until: CalendarDate.safeParse(until).success ? until : undefined }));
  return undefined;
}
