import { z } from 'zod';
import { PolicyFile } from './schema.ts';

/** The JSON schema of the policy file as it is written, for editors. */
export function policyJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(PolicyFile, { io: 'input' });
  return { ...schema, title: 'Grantdesk policy', description: 'Who may ask for what, and who must approve it.' };
}
