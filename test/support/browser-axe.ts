import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));
/** All that light and dark can differ in. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

type Violation = { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] };

/** What axe-core calls serious or critical, in light and in dark, with where it is. `look` is called in each. */
export async function faultsInBoth(
  page: Page,
  where: string,
  look?: (name: string) => Promise<void>,
): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const faults = await seriousFaults(page, colorScheme === 'light' ? undefined : COLOURS);
    found.push(...faults.map((fault) => `${where}, ${colorScheme}: ${fault}`));
    await look?.(`${where}-${colorScheme}`);
  }
  return found;
}

async function seriousFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.addScriptTag({ path: AXE });
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}
