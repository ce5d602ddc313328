import { describe, expect, test } from '@jest/globals';
import { parseIpRestrictions } from '../../src/domain/ip-restrictions.ts';

describe('IP restrictions', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['203.0.113.255/25', '203.0.113.128/25'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['11.22.33.44/8', '11.0.0.0/8'],
    ['2001:DB8:0:0:0::1', '2001:db8::1'],
    ['2001:db8:ffff::1/33', '2001:db8:8000::/33'],
    ['2606:4700::1111/16', '2606::/16'],
    ['2001:db8::1/128', '2001:db8::1'],
    ['2001:db8::203.0.113.7', '2001:db8::cb00:7107'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['::ffff:203.0.113.7/120', '203.0.113.0/24'],
    ['::ffff:203.0.113.7/128', '203.0.113.7'],
  ])('reads %s as %s', (typed, entry) => {
    expect(parseIpRestrictions(typed)).toEqual({ entries: [entry], faults: [] });
  });

  test('may be left out', () => {
    expect(parseIpRestrictions('')).toEqual({ entries: [], faults: [] });
    expect(parseIpRestrictions(' ,\n, ')).toEqual({ entries: [], faults: [] });
  });

  test('are separated by commas and line breaks, in any mix', () => {
    expect(parseIpRestrictions(' 203.0.113.7,198.51.100.1\r\n\n2001:db8::1 ,').entries).toEqual([
      '203.0.113.7',
      '198.51.100.1',
      '2001:db8::1',
    ]);
  });

  test('that mean the same are kept once, where the first stood', () => {
    const typed = '198.51.100.1, 203.0.113.7/24, 203.0.113.9/24, ::ffff:198.51.100.1, 2001:DB8::1, 2001:db8:0::1/128';
    expect(parseIpRestrictions(typed).entries).toEqual(['198.51.100.1', '203.0.113.0/24', '2001:db8::1']);
  });
});

describe('what would restrict nothing is refused', () => {
  test.each(['0.0.0.0/0', '203.0.113.7/0', '::/0', '2001:db8::1/0', '::ffff:0.0.0.0/96'])('%s', (typed) => {
    const { entries, faults } = parseIpRestrictions(typed);
    expect(entries).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(/lets every address in/)]);
    expect(faults[0]).toContain(typed);
  });

  test.each(['64.0.0.0/7', '128.0.0.0/1', '2606::/15', '8000::/1'])('%s, for being too wide', (typed) => {
    expect(parseIpRestrictions(typed).faults).toEqual([expect.stringMatching(/too wide/)]);
  });
});

describe('addresses that Workiva can never see are refused with why', () => {
  test.each([
    ['10.1.2.3', /private range/],
    ['10.1.2.3/32', /private range/],
    ['10.0.0.0/8', /private range/],
    ['172.16.0.0/12', /private range/],
    ['172.31.255.255', /private range/],
    ['192.168.1.0/24', /private range/],
    ['::ffff:10.0.0.1', /private range/],
    ['::10.0.0.1', /private range/],
    ['fd12:3456::1', /private range/],
    ['fc00::/7', /private range/],
    ['127.0.0.1', /loopback/],
    ['::1', /loopback/],
    ['169.254.1.1', /link-local/],
    ['fe80::1', /link-local/],
    ['100.64.0.1', /carrier/],
    ['224.0.0.1', /multicast/],
    ['ff02::1', /multicast/],
    ['255.255.255.255', /broadcast/],
    ['0.0.0.0', /every address/],
    ['::', /every address/],
  ])('%s', (typed, why) => {
    const { entries, faults } = parseIpRestrictions(typed);
    expect(entries).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(why)]);
    expect(faults[0]).toContain(typed);
  });

  test('a private address stays refused inside a network whose own address is public', () => {
    expect(parseIpRestrictions('172.16.0.0/11').faults).toEqual([expect.stringMatching(/private range/)]);
  });

  test.each(['172.15.255.255', '172.32.0.0', '192.167.255.255', '100.63.255.255', '100.128.0.0', '11.0.0.0'])(
    'but not %s, just beside them',
    (typed) => {
      expect(parseIpRestrictions(typed)).toEqual({ entries: [typed], faults: [] });
    },
  );
});

describe('forms that programs read differently are refused', () => {
  test.each([
    '010.0.0.1',
    '203.0.113.07',
    '::ffff:010.0.0.1',
    '0x7f.0.0.1',
    '0xcb007107',
    '3405803783',
    '203.0.28935',
    '203.7',
    '12',
    '1e1',
    '203.0.113.256',
    '203.0.113',
    '203.0.113.7.8',
    '203.0.113.7:8080',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    '2001:db8::1%eth0',
    '2001:db8:::1',
    'api.example.com',
    'localhost',
    'https://203.0.113.7',
    '203.0.113.1-203.0.113.9',
    '203.0.113.*',
    '203.0.113.7 198.51.100.1',
    '203.0.113.7;198.51.100.1',
    '٢٠٣.0.113.7',
    '203.0.113.7/24/8',
    '203.0.113.7 /24',
    '/24',
    '/',
  ])('%s', (typed) => {
    const { entries, faults } = parseIpRestrictions(typed);
    expect(entries).toEqual([]);
    expect(faults).toEqual([
      `“${typed}” is not an IP address or CIDR range. Write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32.`,
    ]);
  });
});

describe('a prefix that does not fit is refused with the numbers that do', () => {
  test.each([
    ['203.0.113.7/33', 'from 1 to 32'],
    ['203.0.113.7/', 'from 1 to 32'],
    ['203.0.113.7/-1', 'from 1 to 32'],
    ['203.0.113.7/032', 'from 1 to 32'],
    ['203.0.113.7/ 24', 'from 1 to 32'],
    ['203.0.113.7/1e1', 'from 1 to 32'],
    ['203.0.113.7/255.255.255.0', 'from 1 to 32'],
    ['2001:db8::/129', 'from 1 to 128'],
    ['2001:db8::/9999', 'from 1 to 128'],
    ['::ffff:203.0.113.7/24', 'from 97 to 128'],
    ['::ffff:203.0.113.7/129', 'from 97 to 128'],
  ])('%s', (typed, range) => {
    const { entries, faults } = parseIpRestrictions(typed);
    expect(entries).toEqual([]);
    expect(faults).toEqual([`“${typed}”: the prefix after the slash must be a number ${range}.`]);
  });
});

test('every entry that cannot serve has a fault of its own, in the order typed', () => {
  const { entries, faults } = parseIpRestrictions('nonsense, 203.0.113.7, 10.0.0.1\n203.0.113.0/40, 0.0.0.0/0');
  expect(entries).toEqual(['203.0.113.7']);
  expect(faults.map((fault) => fault.split('”')[0])).toEqual([
    '“nonsense',
    '“10.0.0.1',
    '“203.0.113.0/40',
    '“0.0.0.0/0',
  ]);
});
