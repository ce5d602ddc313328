import { compareScopes, type ScopeComparison } from '../domain/oauth-scopes.ts';
import { DEFAULT_CATALOGUE } from '../domain/scopes.ts';
import type { VerifyOutcome } from '../domain/verify-outcome.ts';
import type { RefusedBecause, Verification } from '../workiva/verify.ts';

/** What came of a test, and the lines that say so. */
type Tested = { outcome: VerifyOutcome; lines: string[] };

/** Says what came of a test. `approved` are the scopes that the grant should have; without them none are compared. */
export function tested(verification: Verification, approved: readonly string[] | undefined): Tested {
  if (!verification.ok) {
    const { reason, said } = verification;
    return { outcome: 'refused', lines: [`✗ Workiva gave no token (${said}).`, ...REMEDIES[reason]] };
  }
  const given = '✓ Workiva gave a token: the client ID and the secret are right.';
  const { scopes } = verification;
  if (scopes === undefined) {
    return {
      outcome: 'unclear',
      lines: [given, '! It did not say which scopes the token has, so they are not compared.', UNCLEAR],
    };
  }
  if (approved === undefined) {
    const lines = [
      given,
      `  Its scopes: ${scopes.join(', ') || 'none'}.`,
      '! Not compared: give what was approved as --scopes.',
      UNCLEAR,
    ];
    return { outcome: 'unclear', lines };
  }
  const comparison = compareScopes(approved, scopes, DEFAULT_CATALOGUE);
  return { outcome: comparison.outcome, lines: [given, ...comparisonLines(comparison, approved)] };
}

const UNCLEAR = '! It works. Whether it may do what was approved, and no more, only Workiva’s form shows.';

function comparisonLines(
  { outcome, lacking, extra, unclear, shared }: ScopeComparison,
  approved: readonly string[],
): string[] {
  return [
    ...(outcome === 'works' ? [`✓ It has the scopes that were approved, and no others: ${approved.join(', ')}.`] : []),
    ...(lacking.length === 0
      ? []
      : [`✗ It lacks what was approved: ${lacking.join(', ')}. An admin adds it in Workiva.`]),
    ...(extra.length === 0
      ? []
      : [`✗ It has what nobody approved: ${extra.join(', ')}. An admin takes it away in Workiva.`]),
    ...(unclear.approved.length === 0
      ? []
      : [`! Cannot be compared: ${unclear.approved.join(', ')}. Workiva does not publish what tokens call it.`]),
    ...(unclear.answered.length === 0
      ? []
      : [`! The token also names what Grantdesk does not know: ${unclear.answered.join(', ')}.`]),
    ...shared.map(
      ({ name, products }) =>
        `! ${name} is the same for ${listed(products)}: which of them the grant has, only Workiva’s form shows.`,
    ),
    ...(outcome === 'unclear' ? [UNCLEAR] : []),
  ];
}

const listed = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const REMEDIES: Record<RefusedBecause, string[]> = {
  credentials: [
    'Workiva says the same of several causes. In this order:',
    '1. The secret is not the newest. Regenerate it: your profile in Workiva → Security → the grant’s Actions → Regenerate.',
    '2. The client ID belongs to another grant, or your Workiva is in another region: see --region.',
    '3. The grant has expired or was deleted, its user is suspended, or this machine’s address is not among its IP',
    '   Restrictions: /grant show in Slack says what Grantdesk knows of it.',
  ],
  expired: ['The grant has expired. Ask for the same again with /grant renew or /grant in Slack.'],
  address: [
    'Workiva does not let this machine’s address use the grant. Run the command where the integration runs, or ask for',
    'another address among the IP Restrictions with /grant change in Slack.',
  ],
  suspended: ['The integration user is suspended in Workiva. /grant show in Slack says whether, and why.'],
};
