import { failure } from '../build/failure.mjs';

/** A pass met something that it does not know: building on would produce a program that is wrong. */
export function refuse(what, program, node) {
  if (!node) throw failure(what);
  const line = program.source.slice(0, node.start).split('\n').length;
  const text = program.source.slice(node.start, Math.min(node.end, node.start + 160)).replace(/\s+/g, ' ');
  throw failure(`${what}\n  ${program.file}:${line}: ${text}`);
}
