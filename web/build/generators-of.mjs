// Makes generators of the coroutines in a program of another module: node build/generators-of.mjs FROM TO
// Only the package is cut into modules; this keeps the program in one, with the exports that TeaVM gave it.
import { readFileSync, writeFileSync } from 'node:fs';
import { base, plan } from '../tools/cut.mjs';
import { emit } from '../tools/emit.mjs';
import { makeGenerators } from '../tools/generators.mjs';
import { Program } from '../tools/program.mjs';
import { javaNames } from './java-names.mjs';

const [from, to] = process.argv.slice(2);
const program = new Program(readFileSync(from, 'utf8'), from);
const nameOf = javaNames();
makeGenerators(program, {
  // TeaVM begins a name with the initials of its package: dev.granary is dg.
  isOwn: (name) => name.startsWith('dg'),
  isEntry: (name) => nameOf(name).startsWith('dev.granary.web.bridge.Calls.fork.'),
});
const exported = [...program.exports.keys()];
writeFileSync(to, emit(plan(program, { base: exported, chunks: {}, unused: [] }), base).toString());
