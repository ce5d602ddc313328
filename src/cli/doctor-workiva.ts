import type { WorkivaConfig } from '../config.ts';
import { sameName } from '../domain/same-name.ts';
import type { Policy } from '../policy/schema.ts';
import { type Access, describeAccess } from '../workiva/access.ts';
import { createWorkivaClient, type WorkivaClient, type WorkivaWorkspace } from '../workiva/client.ts';
import { serverClock } from '../workiva/clock.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { regionOf } from '../workiva/hosts.ts';
import type { Pace } from '../workiva/pace.ts';
import { homeFault, workivaHome } from '../workiva/screens.ts';
import { type Finding, findings } from './doctor-findings.ts';

const MOST_APART_MS = 60_000;
/** A doctor does not wait as long as a job does. */
const LIMITS = { attemptTimeoutMs: 10_000, callTimeoutMs: 15_000 };

const area = findings('Workiva');
const steps = findings('Steps');

/** What of Workiva is looked at. `pace`: that of the installation, or none where Redis is away. */
type Examined = { workiva: WorkivaConfig; policy: Policy | undefined; clock: { now(): Date }; pace: Pace };

/** Looks at Workiva as Grantdesk sees it, and says what it does there by itself. */
export async function examineWorkiva({ workiva: config, policy, clock, pace }: Examined): Promise<Finding[]> {
  const client = config.access === 'none' ? undefined : createWorkivaClient({ ...config, ...LIMITS, clock, pace });
  const region = regionOf(config.apiUrl);
  const host = [
    area.ok(`Its API is at ${config.apiUrl} (${region === undefined ? 'a host of its own' : `region ${region}`}).`),
    homeFinding(config),
  ];
  const access = await asFinding(() => describeAccess(client));
  if ('sentence' in access) return [...host, access];
  if (!client) return [...host, area.ok(NO_CLIENT), ...stepsOf(access)];
  const token = tokenFinding(access);
  const known = access.kind === 'refused' ? [] : await examineOrganization(client, policy);
  return [...host, token, ...known, await examineClock(config.apiUrl, clock, pace), ...stepsOf(access)];
}

/** Where messages lead people, or that nobody knows. */
function homeFinding(config: WorkivaConfig): Finding {
  const fault = homeFault(config);
  return fault === undefined ? area.ok(`People sign in at ${workivaHome(config)}.`) : area.warning(fault);
}

const NO_CLIENT =
  'Grantdesk has no client of its own there, as WORKIVA_CLIENT_ID is not set: every step is an admin task.';

function tokenFinding({ kind, refused, scopes }: Access): Finding {
  if (kind === 'refused')
    return area.fault(`${refused} Check WORKIVA_CLIENT_ID and its secret, and that the grant is not expired.`);
  if (scopes.length === 0) return area.ok(UNNAMED);
  return area.ok(`It gives Grantdesk a token, with the scopes ${scopes.join(', ')}.`);
}

const UNNAMED =
  'It gives Grantdesk a token, and does not say with which scopes: each step is tried, and left to an admin where Workiva refuses it.';

const ROLES_UNSEEN =
  'Which roles Grantdesk’s own user has in Workiva cannot be seen: what it lacks one for is tried, and left to an admin where Workiva refuses it.';

function stepsOf({ kind, works }: Access): Finding[] {
  const unseen = kind === 'api' ? [steps.ok(ROLES_UNSEEN)] : [];
  const ways = works.map(({ what, byApi, words, always }) => {
    const sentence = `${what}: ${words}.`;
    return byApi || always || kind === 'none' ? steps.ok(sentence) : steps.warning(sentence);
  });
  return [...unseen, ...ways];
}

async function examineOrganization(client: WorkivaClient, policy: Policy | undefined): Promise<Finding[]> {
  const organization = await asFinding(() => client.organization());
  const found =
    'sentence' in organization
      ? organization
      : organization.status === 'active'
        ? area.ok(`The organization “${organization.name}” is active.`)
        : area.fault(`The organization “${organization.name}” is ${organization.status}: ask Workiva.`);
  if (!policy || 'sentence' in organization) return [found];
  const workspaces = await asFinding(() => client.workspaces());
  if ('sentence' in workspaces) return [found, workspaces];
  return [found, ...(await examineWorkspaces(client, policy, workspaces))];
}

async function examineWorkspaces(
  client: WorkivaClient,
  policy: Policy,
  workspaces: readonly WorkivaWorkspace[],
): Promise<Finding[]> {
  const all: Finding[] = [];
  let there = 0;
  for (const name of policy.workspaces) {
    const workspace = workspaces.find((one) => sameName(one.name, name));
    if (!workspace) {
      all.push(
        area.fault(
          `It shows no workspace “${name}”: correct “workspaces” in the policy, or let Grantdesk’s own user see it.`,
        ),
      );
      continue;
    }
    there += 1;
    const roles = await asFinding(() => client.workspaceRoles(workspace.id));
    if ('sentence' in roles) return [...all, roles];
    const missing = (policy.workspace_roles ?? []).filter((role) => !roles.some((one) => sameName(one.name, role)));
    if (missing.length > 0) {
      const has = roles.map((one) => one.name).join(', ');
      all.push(
        area.warning(
          `“${name}” has no role ${missing.map((role) => `“${role}”`).join(', ')} of “workspace_roles”. It has: ${has}.`,
        ),
      );
    }
  }
  return [area.ok(`It has ${there} of the ${policy.workspaces.length} workspaces of the policy.`), ...all];
}

async function examineClock(apiUrl: string, clock: { now(): Date }, pace: Pace): Promise<Finding> {
  const { granted } = await pace.turn(LIMITS.callTimeoutMs);
  if (!granted) return area.warning('No call of it is free now, so the clock is not compared.');
  const server = await asFinding(() => serverClock(apiUrl));
  if (server === undefined) return area.warning('It does not say what time it is, so the clock is not compared.');
  if ('sentence' in server) return server;
  const apart = Math.abs(server.getTime() - clock.now().getTime());
  const seconds = Math.round(apart / 1_000);
  if (apart > MOST_APART_MS) {
    return area.warning(
      `The clock of this machine is ${seconds} s off Workiva’s. Set it right: expiry and tokens depend on it.`,
    );
  }
  return area.ok(`The clock of this machine is right, within ${seconds + 1} s.`);
}

/** What Workiva refuses, or cannot say, is a finding too. */
async function asFinding<T>(ask: () => Promise<T>): Promise<T | Finding> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof WorkivaError)) throw error;
    return error.code === 'forbidden'
      ? area.warning(error.sentence)
      : area.fault(`${error.sentence} ${remedyOf(error)}`);
  }
}

function remedyOf({ code, endpoint }: WorkivaError): string {
  if (code === 'not_found' && endpoint.endsWith('{organization}')) return 'Check WORKIVA_ORGANIZATION_ID.';
  if (code === 'unreachable' || code === 'timeout') return 'Check the network, and WORKIVA_REGION or WORKIVA_API_URL.';
  return 'Run the doctor again in a while; if it stays, ask Workiva.';
}
