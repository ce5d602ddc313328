import { useId, useState } from 'react';
import type { StandInActivity } from '../../../workiva/types.ts';
import { momentInWords } from '../dates.ts';
import type { PageProps } from '../page-props.ts';
import { Badge } from '../parts/badge.tsx';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Page } from '../parts/page.tsx';

type Line = StandInActivity & { number: number };

const COLUMNS: Column<Line>[] = [
  { header: 'Time (UTC)', cell: ({ activityDateTime }) => momentInWords(activityDateTime), className: 'wk-time' },
  { header: 'Activity', cell: ({ action }) => action.name },
  {
    header: 'By',
    cell: ({ performer }) => (
      <span className="wk-stack">
        {performer.displayName}
        <span className="wk-quiet">{performer.ipAddress}</span>
      </span>
    ),
  },
  { header: 'To', cell: ({ targets }) => targets.map(({ name }) => name).join(' · ') || '–' },
  {
    header: 'Outcome',
    cell: ({ outcome }) => <Badge tone={outcome === 'success' ? 'good' : 'warning'}>{outcome}</Badge>,
  },
];

/** The organization's log, newest first. */
export function ActivitiesPage({ snapshot }: PageProps) {
  const id = useId();
  const [category, setCategory] = useState('');
  const lines = snapshot.activities.map((activity, number) => ({ ...activity, number })).reverse();
  const categories = [...new Set(lines.map(({ action }) => action.category))].sort();
  return (
    <Page title="Activities" intro="Who did what in this organization: by hand and through the API.">
      <div className="wk-filter">
        <label htmlFor={id}>Category</label>
        <select id={id} className="field" value={category} onChange={(event) => setCategory(event.target.value)}>
          <option value="">All</option>
          {categories.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <DataTable
        caption="Activities"
        columns={COLUMNS}
        rows={lines.filter(({ action }) => category === '' || action.category === category)}
        keyOf={({ number }) => String(number)}
        empty="Nothing has happened yet."
      />
    </Page>
  );
}
