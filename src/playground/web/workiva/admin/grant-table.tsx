import { type ReactNode, useRef } from 'react';
import type { GrantRow } from '../../../workiva/types.ts';
import { CopyButton } from '../../blocks/copy-button.tsx';
import { type Question, useConfirm } from '../../shell/confirm.tsx';
import { dayInWords } from '../dates.ts';
import type { PageProps } from '../page-props.ts';
import { Actions } from '../parts/actions.tsx';
import { Badge } from '../parts/badge.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { useAct } from '../use-act.ts';
import { standingOf } from './grants.ts';

/** Every grant of the organization, with what can be done to it. */
export function GrantTable({ snapshot, session, go }: PageProps) {
  const { run, refusal } = useAct();
  const confirm = useConfirm();
  const list = useRef<HTMLElement>(null);
  const remove = async (grant: GrantRow) => {
    if (!(await confirm(deletionOf(grant)))) return;
    const done = await run({ do: 'workiva.deleteGrant', as: session.user.username, clientId: grant.clientId });
    // The row goes, and with it the button that has the focus.
    if (done) list.current?.focus();
  };
  const actions = (grant: GrantRow) => (
    <Actions
      of={grant.clientName}
      actions={[
        { label: 'Edit', choose: () => go({ at: 'edit-grant', clientId: grant.clientId }) },
        { label: 'Delete', danger: true, choose: () => remove(grant) },
      ]}
    />
  );
  return (
    <>
      <Refusal sentence={refusal} />
      <section ref={list} aria-label="API grants" tabIndex={-1} className="wk-list">
        <DataTable
          caption="API grants"
          columns={columns(snapshot.now, actions)}
          rows={snapshot.grants}
          keyOf={({ clientId }) => clientId}
          empty="There are no API grants yet. Add the first with “Add Identity or API”."
        />
      </section>
    </>
  );
}

function deletionOf({ clientName, workivaUsername }: GrantRow): Question {
  return {
    title: 'Delete this API grant?',
    text: (
      <p>
        <strong>{clientName}</strong> of <code>{workivaUsername}</code> stops working at once. It cannot be brought
        back: a new grant has another client ID and another secret.
      </p>
    ),
    yes: 'Delete',
    no: 'Cancel',
    danger: true,
  };
}

function columns(now: string, actions: (grant: GrantRow) => ReactNode): Column<GrantRow>[] {
  return [
    {
      header: 'Client Name',
      cell: ({ clientName, clientId }) => (
        <>
          <span className="wk-name">{clientName}</span>
          <span className="wk-client-id">
            <code>{clientId}</code>
            <CopyButton text={clientId} label={`Client ID of ${clientName}`} />
          </span>
        </>
      ),
    },
    { header: 'Workspace', cell: ({ workspace }) => workspace },
    { header: 'Workiva Username', cell: ({ workivaUsername }) => <code>{workivaUsername}</code> },
    {
      header: 'Expires',
      cell: (grant) => {
        const { words, tone } = standingOf(grant, now);
        return (
          <span className="wk-stack">
            {dayInWords(grant.expires)}
            <Badge tone={tone}>{words}</Badge>
          </span>
        );
      },
    },
    { header: 'Scopes', cell: ({ scopes }) => <ScopeList scopes={scopes} />, className: 'wk-wide' },
    {
      header: 'IP Restrictions',
      cell: ({ ipRestrictions }) => ipRestrictions || 'From anywhere',
      className: 'wk-wide',
    },
    { header: 'Secret', cell: ({ hasSecret }) => (hasSecret ? 'Taken by its user' : 'Not taken yet') },
    { header: 'Actions', cell: actions },
  ];
}

function ScopeList({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="wk-scope-list">
      {scopes.map((scope) => (
        <li key={scope}>{scope}</li>
      ))}
    </ul>
  );
}
