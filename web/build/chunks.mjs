import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The exports of each module of the compiled program: see chunks.json. */
export const table = JSON.parse(readFileSync(join(import.meta.dirname, 'chunks.json'), 'utf8'));

/** The modules of the compiled program other than the base `core`, with their exports. */
export const chunks = Object.fromEntries(
  Object.entries(table.chunks).map(([name, exported]) => [`core-${name}`, exported]),
);

/** All parts that load when they are first used: those of the compiled program, and those that are all facade. */
export const parts = [...Object.keys(chunks), 'core-webnn'];
