// Asserts what pages/exercise.js reports. The report is the same in every context.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import '../pages/content.js';

export function assertExercised(report) {
  const sha256 = createHash('sha256').update(contentOf(1_500_000, 5)).digest('hex');
  assert.equal(report.sha256, sha256, 'the SHA-256 of the file');
  assert.equal(report.promised, 'none', 'the error code of a put with the right SHA-256');
  assert.equal(report.broken, 'INTEGRITY', 'the error code of a put with a wrong SHA-256');
  assert.deepEqual(report.keys, ['again', 'key'], 'keys');
  assert.deepEqual(report.read, { bytes: true, stream: true, blob: true, response: true }, 'right bytes');
  assert.deepEqual(report.document, { a: [1] }, 'the document');
  assert.equal(report.overwritten, 10, 'the size after an overwrite');
  assert.deepEqual(report.deleted, [true, false], 'the answer of delete, and whether the file still exists');
  const stats = { fileCount: 1, logicalBytes: 1_500_000, unfinishedBytes: 0 };
  assert.deepEqual(report.stats, stats, 'statistics');
  const kept = report.backend === 'memory' ? [] : ['again'];
  assert.deepEqual(report.reopened, kept, 'keys after the store is opened again');
}

/** Asserts that a refusal explains its reason in a sentence. */
export function assertUnsupported({ name, code, message }) {
  assert.deepEqual([name, code], ['GranaryError', 'UNSUPPORTED'], message);
  assert.match(message, /IndexedDB|storage/i, 'the message names what is missing');
  assert.match(message, /^.{30,}\.$/s, 'the message is a sentence');
}

/** Opens a page with the library and the exercise. */
export async function exercisePage(browser, origin) {
  const page = await browser.newPage(`${origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/exercise.js'))`);
  return page;
}
