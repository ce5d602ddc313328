/** Workiva's hosts by region. Source: its API reference, "Servers". */
export const HOSTS = {
  us: 'https://api.app.wdesk.com',
  eu: 'https://api.eu.wdesk.com',
  apac: 'https://api.apac.wdesk.com',
} as const;

export type Region = keyof typeof HOSTS;

/** Where people sign in, by region. Source: Workiva's article "Allow hosts and emails". */
export const APPS: Record<Region, string> = {
  us: 'https://app.wdesk.com',
  eu: 'https://eu.wdesk.com',
  apac: 'https://apac.wdesk.com',
};

/** The names of the regions, as they are typed. */
export const REGIONS = Object.keys(HOSTS) as Region[];

/** The region of an address of Workiva's API. Answers nothing for a host of one's own. */
export function regionOf(apiUrl: string): Region | undefined {
  return REGIONS.find((region) => HOSTS[region] === apiUrl.replace(/\/+$/, ''));
}

/** The region of the address at which people sign in. Answers nothing for a host of one's own. */
export function regionOfApp(appUrl: string): Region | undefined {
  return REGIONS.find((region) => APPS[region] === appUrl.replace(/\/+$/, ''));
}
