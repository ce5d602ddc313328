import ipaddr from 'ipaddr.js';

export type IpRestrictions = { entries: string[]; faults: string[] };

/** What a public caller's address can never be, by the range names of ipaddr.js, with the words that say why. */
const UNUSABLE: Record<string, string> = {
  unspecified: 'stands for every address',
  broadcast: 'is a broadcast address',
  multicast: 'is a multicast address',
  linkLocal: 'is link-local, so Workiva never sees it',
  loopback: 'is a machine’s own loopback address',
  private: 'is a private range, so Workiva never sees it: use the public address of your network’s exit',
  uniqueLocal: 'is a private range, so Workiva never sees it: use the public address of your network’s exit',
  carrierGradeNat: 'is shared by a carrier’s customers, so Workiva never sees it',
};

/**
 * Reads IP restrictions as typed: IPv4, IPv6 and CIDR, separated by commas or line breaks.
 * Answers them normalised (a CIDR by its network address), without repeats, or with one fault for each entry that
 * cannot serve.
 */
export function parseIpRestrictions(text: string): IpRestrictions {
  const typed = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const read = typed.map(parseEntry);
  return {
    entries: [...new Set(read.flatMap((entry) => entry.normalised ?? []))],
    faults: read.flatMap((entry) => entry.fault ?? []),
  };
}

/** Whether every address of one entry is within another. Both are entries as {@link parseIpRestrictions} answers them. */
export function isWithin(entry: string, range: string): boolean {
  const [address, bits] = networkOf(entry);
  const [network, prefix] = networkOf(range);
  return address.kind() === network.kind() && bits >= prefix && address.match(network, prefix);
}

function networkOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (entry.includes('/')) return ipaddr.parseCIDR(entry);
  const address = ipaddr.parse(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

type Entry = { normalised?: string; fault?: string };

function parseEntry(typed: string): Entry {
  const [address, prefix, ...rest] = typed.split('/');
  if (address === undefined || rest.length > 0 || !isAddress(address)) return { fault: notAnAddress(typed) };

  const written = ipaddr.parse(address).kind() === 'ipv4' ? 32 : 128;
  const parsed = ipaddr.process(address);
  const bits = parsed.kind() === 'ipv4' ? 32 : 128;
  if (prefix === undefined) return checkRange(typed, parsed, bits, bits);
  // The prefix of an IPv4 address that is written as IPv6, ::ffff:203.0.113.7, counts its first 96 bits too.
  const ahead = written - bits;
  if (!/^(?:0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > written || (Number(prefix) < ahead && prefix !== '0')) {
    return { fault: `“${typed}”: the prefix after the slash must be a number from ${ahead + 1} to ${written}.` };
  }
  return checkRange(typed, parsed, Math.max(0, Number(prefix) - ahead), bits);
}

/** Refuses the odd forms that programs read differently: octal, hexadecimal and short IPv4, and zones of IPv6. */
function isAddress(text: string): boolean {
  if (text.includes('%') || !ipaddr.isValid(text)) return false;
  if (text.includes(':') && !text.includes('.')) return true;
  return ipaddr.IPv4.isValidFourPartDecimal(text.slice(text.lastIndexOf(':') + 1));
}

function checkRange(typed: string, address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number, bits: number): Entry {
  if (prefix === 0)
    return {
      fault: `“${typed}” lets every address in, which restricts nothing: name the addresses that your integration calls from.`,
    };

  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(`${address}/${prefix}`)
      : ipaddr.IPv6.networkAddressFromCIDR(`${address}/${prefix}`);
  const why = UNUSABLE[network.range()] ?? UNUSABLE[address.range()] ?? tooWide(network, prefix);
  if (why !== undefined) return { fault: `“${typed}” ${why}.` };
  return { normalised: prefix === bits ? network.toString() : `${network}/${prefix}` };
}

/** A network wider than any one organization has is refused too: it would let nearly everybody in. */
function tooWide(network: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): string | undefined {
  const wide = network.kind() === 'ipv4' ? prefix < 8 : prefix < 16;
  return wide ? 'is too wide to restrict anything: name the addresses that your integration calls from' : undefined;
}

const notAnAddress = (typed: string) =>
  `“${typed}” is not an IP address or CIDR range. Write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`;
