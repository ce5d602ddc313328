import { Menu } from '../../shell/menu.tsx';
import { Tabs } from '../../shell/tabs.tsx';
import type { PageProps } from '../page-props.ts';
import { Page } from '../parts/page.tsx';
import { GrantAdded } from './grant-added.tsx';
import { GrantTable } from './grant-table.tsx';
import { SecurityOverview } from './security-overview.tsx';

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'provisioning', label: 'Provisioning' },
] as const;

type SecurityPageProps = PageProps & { tab: 'overview' | 'provisioning'; added: string | undefined };

/** Organization Admin → Security, with the list of grants under Provisioning. */
export function SecurityPage({ tab, added, ...page }: SecurityPageProps) {
  const { go } = page;
  return (
    <Page title="Security">
      <Tabs label="Security" tabs={TABS} selected={tab} onSelect={(next) => go({ at: 'security', tab: next })}>
        {tab === 'overview' ? (
          <SecurityOverview {...page} />
        ) : (
          <>
            <div className="wk-page-head">
              <p className="wk-intro">Identities and API grants through which other systems reach this organization.</p>
              <span data-tour="workiva-add">
                <Menu
                  className="button primary"
                  items={[{ key: 'api-grant', content: 'API Grant', choose: () => go({ at: 'add-grant' }) }]}
                  end
                >
                  Add Identity or API
                  <span aria-hidden="true" className="wk-caret" />
                </Menu>
              </span>
            </div>
            {added !== undefined && <GrantAdded clientId={added} />}
            <GrantTable {...page} />
          </>
        )}
      </Tabs>
    </Page>
  );
}
