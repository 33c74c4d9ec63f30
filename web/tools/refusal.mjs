import { failure } from '../build/failure.mjs';

/** Stops the build at code that a pass does not know, because the pass could produce a wrong program. */
export function refuse(what, program, node) {
  if (!node) throw failure(what);
  const line = program.source.slice(0, node.start).split('\n').length;
  const text = program.source.slice(node.start, Math.min(node.end, node.start + 160)).replace(/\s+/g, ' ');
  throw failure(`${what}\n  ${program.file}:${line}: ${text}`);
}
