import type { App } from '@slack/bolt';
import { answering, openView, UNAVAILABLE } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { planFor } from '../use-cases/plan.ts';
import { noticeModal } from '../views/modals.ts';
import { lookingModal, planModal } from '../views/plan.ts';
import { onPress } from './press.ts';

/** Handles What will happen?, which anybody may press who sees the request. Looking at Workiva may take a while. */
export function registerPlan(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.request.plan, ({ value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const id = await openView(client, triggerId, lookingModal(), respond, log);
      if (id === undefined) return undefined;
      const view = await planFor(value, parts).then(
        (foreseen) => ('ok' in foreseen ? noticeModal(foreseen.refusal.sentence) : planModal(foreseen)),
        (err: unknown) => {
          log.error({ err }, 'What will happen could not be foreseen');
          return noticeModal(UNAVAILABLE);
        },
      );
      await client.views.update({ view_id: id, view });
      return undefined;
    }),
  );
}
