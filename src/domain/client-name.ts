/** The name under which a client name is reserved: two that differ only in case, spacing or encoding are one. */
export function clientNameKey(clientName: string): string {
  return clientName.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
