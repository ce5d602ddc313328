import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Refused } from '../../domain/transition.ts';
import { answering, openModal } from '../answer.ts';
import { IDS } from '../ids.ts';
import { type MenuVerb, readMenuValue } from '../use-cases/home-menu.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { setPreference } from '../use-cases/preferences.ts';
import { grantWithSecret } from '../use-cases/secret.ts';
import { noticeModal } from '../views/modals.ts';
import { regenerateWords } from '../views/secret.ts';
import { changeFormFor } from './change-forms.ts';
import type { FormFor } from './opening.ts';
import { onPress } from './press.ts';
import { replacementFormFor } from './replacement.ts';
import { revocationForm } from './revocation.ts';
import { leakForm } from './secret.ts';

/** Handles the menus of the Home tab: what is done with a grant more seldom, and how its person is warned. */
export function registerHomeMenus(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.home.menu, async ({ by, value, respond, client, triggerId }) => {
    const chosen = readMenuValue(value);
    if (!chosen) return;
    await answering(respond, log, async () => {
      const view = await FORMS[chosen.verb](chosen.grant, by, parts);
      if ('ok' in view) return view;
      await openModal(client, triggerId, view, respond, log);
      return undefined;
    });
  });
  onPress(app, IDS.home.preference, ({ by, value, respond }) =>
    answering(respond, log, async () => {
      await setPreference(by, value, parts);
      return undefined;
    }),
  );
}

const FORMS: Record<MenuVerb, FormFor> = {
  change: changeFormFor,
  lost: lostForm,
  leaked: leakForm,
  replace: replacementFormFor,
  revoke: revocationForm,
};

async function lostForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const grant = await grantWithSecret(id, by, parts);
  return 'ok' in grant ? grant : noticeModal(regenerateWords(grant));
}
