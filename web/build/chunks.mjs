import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each module of the compiled program exports: see chunks.json. */
export const table = JSON.parse(readFileSync(join(import.meta.dirname, 'chunks.json'), 'utf8'));

/** The modules beside the base `core`, with what they export. */
export const chunks = Object.fromEntries(
  Object.entries(table.chunks).map(([name, exported]) => [`core-${name}`, exported]),
);
