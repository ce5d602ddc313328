import { useState } from 'react';
import type { WorkivaSnapshot } from '../../../server/contract.ts';
import type { GrantRow } from '../../../workiva/types.ts';
import { type Question, useConfirm } from '../../shell/confirm.tsx';
import { standingOf } from '../admin/grants.ts';
import { dayInWords } from '../dates.ts';
import { useKept } from '../kept.ts';
import { type Action, Actions } from '../parts/actions.tsx';
import { Badge } from '../parts/badge.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Notice } from '../parts/notice.tsx';
import { Refusal } from '../parts/refusal.tsx';
import type { Session } from '../session.ts';
import { useAct } from '../use-act.ts';
import { Secret } from './secret.tsx';

/** Secrets by client ID. Only this page knows them, as an integration would, and only until it is left. */
type Secrets = Readonly<Record<string, string>>;
const NO_SECRETS: Secrets = {};

/** The grants that act as the one who is signed in. Only here can a secret be taken, and only by them. */
export function OwnGrants({ snapshot, session }: { snapshot: WorkivaSnapshot; session: Session }) {
  const [shown, setShown] = useState<{ of: string; secret: string }>();
  const { run, refusal } = useAct();
  const confirm = useConfirm();
  const { username } = session.user;
  const [secrets, setSecrets] = useKept<Secrets>(`secrets of ${username}`, NO_SECRETS);
  const [used, setUsed] = useState<string>();
  const letWork = async ({ clientId, clientName }: GrantRow) => {
    const secret = secrets[clientId] ?? '';
    setUsed(undefined);
    const answer = await run({ do: 'workiva.useGrant', as: username, clientId, secret });
    if (answer?.use)
      setUsed(`${clientName} got a token for ${answer.use.scopes.join(', ')}, and ${answer.use.call} was answered.`);
  };
  const actionsOf = (grant: GrantRow): Action[] => [
    { label: 'Regenerate', choose: () => regenerate(grant) },
    ...(secrets[grant.clientId] === undefined ? [] : [{ label: 'Use the grant', choose: () => letWork(grant) }]),
  ];
  const regenerate = async (grant: GrantRow) => {
    if (grant.hasSecret && !(await confirm(replacementOf(grant)))) return;
    const answer = await run({ do: 'workiva.regenerate', as: username, clientId: grant.clientId });
    if (answer?.secret === undefined) return;
    setSecrets({ ...secrets, [grant.clientId]: answer.secret });
    setShown({ of: grant.clientName, secret: answer.secret });
  };
  const columns: Column<GrantRow>[] = [
    { header: 'Client Name', cell: ({ clientName }) => <span className="wk-name">{clientName}</span> },
    { header: 'Client ID', cell: ({ clientId }) => <code className="wk-break">{clientId}</code> },
    {
      header: 'Expires',
      cell: (grant) => {
        const { words, tone } = standingOf(grant, snapshot.now);
        return (
          <span className="wk-stack">
            {dayInWords(grant.expires)}
            <Badge tone={tone}>{words}</Badge>
          </span>
        );
      },
    },
    { header: 'Secret', cell: ({ hasSecret }) => (hasSecret ? 'Taken' : 'Not taken yet') },
    {
      header: 'Actions',
      cell: (grant) => (
        <span data-tour="workiva-regenerate">
          <Actions of={grant.clientName} actions={actionsOf(grant)} />
        </span>
      ),
    },
  ];
  return (
    <>
      <p className="wk-intro">
        API grants that act as you. Regenerate shows a new secret once and ends every earlier one.
      </p>
      <Refusal sentence={refusal} />
      {used !== undefined && <Notice label="The integration has worked">{used}</Notice>}
      <DataTable
        caption="Your API grants"
        columns={columns}
        rows={snapshot.grants.filter(({ workivaUsername }) => workivaUsername === username)}
        keyOf={({ clientId }) => clientId}
        empty="No API grant acts as you."
      />
      {shown && <Secret {...shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

function replacementOf({ clientName }: GrantRow): Question {
  return {
    title: 'Regenerate the secret?',
    text: (
      <p>
        The secret of <strong>{clientName}</strong> that is in use stops working at once. The new one is shown once:
        have your secret manager open.
      </p>
    ),
    yes: 'Regenerate',
    no: 'Cancel',
    danger: false,
  };
}
