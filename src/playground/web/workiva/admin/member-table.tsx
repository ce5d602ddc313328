import { useRef } from 'react';
import type { StandInMembership } from '../../../workiva/types.ts';
import { type Question, useConfirm } from '../../shell/confirm.tsx';
import type { PageProps } from '../page-props.ts';
import { Actions } from '../parts/actions.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Refusal } from '../parts/refusal.tsx';
import { useAct } from '../use-act.ts';

type MemberTableProps = PageProps & { workspace: string; members: readonly StandInMembership[] };

/** The members of a workspace, with what can be done to each. */
export function MemberTable({ session, go, workspace, members }: MemberTableProps) {
  const { run, refusal } = useAct();
  const confirm = useConfirm();
  const list = useRef<HTMLElement>(null);
  const remove = async (member: StandInMembership) => {
    if (!(await confirm(removalOf(member)))) return;
    const { username } = member;
    const done = await run({ do: 'workiva.removeMember', as: session.user.username, workspace, username });
    // The row goes, and with it the button that has the focus.
    if (done) list.current?.focus();
  };
  const columns: Column<StandInMembership>[] = [
    {
      header: 'Member',
      cell: ({ username }) => (
        <button type="button" className="wk-link" onClick={() => go({ at: 'person', username })}>
          {username}
        </button>
      ),
    },
    { header: 'Roles', cell: ({ roles }) => roles.join(', ') || 'None yet' },
    {
      header: 'Actions',
      cell: (member) => (
        <Actions
          of={member.username}
          actions={[
            { label: 'Edit roles', choose: () => go({ at: 'edit-roles', workspace, username: member.username }) },
            { label: 'Remove', danger: true, choose: () => remove(member) },
          ]}
        />
      ),
    },
  ];
  return (
    <>
      <div className="wk-page-head">
        <p className="wk-intro">Who works here, and in which roles.</p>
        <button type="button" className="button primary" onClick={() => go({ at: 'add-member', workspace })}>
          Add
        </button>
      </div>
      <Refusal sentence={refusal} />
      <section ref={list} aria-label="Members" tabIndex={-1} className="wk-list">
        <DataTable
          caption={`Members of ${workspace}`}
          columns={columns}
          rows={members}
          keyOf={({ id }) => id}
          empty="Nobody is a member yet."
        />
      </section>
    </>
  );
}

function removalOf({ username, workspace }: StandInMembership): Question {
  return {
    title: 'Remove this member?',
    text: (
      <p>
        <code>{username}</code> loses every role in <strong>{workspace}</strong>, and leaves its groups. The user stays
        in the organization.
      </p>
    ),
    yes: 'Remove',
    no: 'Cancel',
    danger: true,
  };
}
