import { z } from 'zod';

const Metadata = z.object({ request: z.string().optional(), grant: z.string().optional() });

/** What a form is about, as it was opened. It says only that: whose it is, and who may send it, is looked up. */
export function metadataOf(view: { private_metadata: string }): z.infer<typeof Metadata> {
  return view.private_metadata === '' ? {} : Metadata.parse(JSON.parse(view.private_metadata));
}
