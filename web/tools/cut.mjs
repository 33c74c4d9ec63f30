// Cuts a program into ES modules: a base and chunks. Chunks take names of the base. An item that the base or several
// chunks reach is in the base. An item that only one chunk reaches is in that chunk.
import { reach } from './reach.mjs';
import { refuse } from './refusal.mjs';

export const base = 'base';
/** The functions that every program needs for its classes and strings. */
const runtime = ['$rt_packages', '$rt_metadata', '$rt_stringPool', '$rt_str', '$rt_intern'];
const readers = ['$rt_metadata', '$rt_isAssignable'];

/**
 * Decides which module contains each item.
 *
 * @param program the model, after all passes that add to the model
 * @param table `{ base: [export…], chunks: { name: [export…] }, unused: [export…] }`
 */
export function plan(program, table) {
  checkTable(program, table);
  checkInterfaces(program);
  const chunks = Object.keys(table.chunks);
  const itemsOf = (names) => names.map((name) => program.exports.get(name));
  const start = [...itemsOf(table.base), ...runtime.filter((name) => program.items.has(name))];
  const all = reach(program, [...start, ...itemsOf(Object.values(table.chunks).flat())]);
  const known = { called: all.called, interfaces: all.items };
  const inBase = reach(program, start, { interfaces: all.items });
  const inChunk = (name) => reach(program, itemsOf(table.chunks[name]), known, inBase);
  const reached = new Map(chunks.map((name) => [name, inChunk(name)]));

  const homes = new Map([...program.helpers.keys()].map((name) => [name, base]));
  for (const name of all.items) {
    const those = chunks.filter((chunk) => reached.get(chunk).items.has(name));
    homes.set(name, inBase.items.has(name) || those.length > 1 ? base : those[0]);
  }

  const methodHomes = new Map();
  const calls = ({ called }, method) => method.names.some((name) => called.has(name));
  for (const entry of program.classes.values()) {
    for (const method of entry.methods) {
      if (!homes.has(entry.name) || !calls(all, method)) continue;
      const callers = chunks.filter((chunk) => calls(reached.get(chunk), method));
      // If only one chunk calls this method on objects of the base, the method is in that chunk.
      const late = inBase.items.has(entry.name) && !calls(inBase, method) && callers.length === 1;
      methodHomes.set(method, late ? callers[0] : homes.get(entry.name));
    }
  }
  const cutting = {
    program,
    table,
    homes,
    methodHomes,
    modules: new Map(),
    stringHomes: [],
    changing: new Set(),
  };
  for (const module of [base, ...chunks])
    cutting.modules.set(module, { needs: new Set(), sets: new Set(), late: [] });
  findBorders(cutting);
  return cutting;
}

function checkTable(program, { base: kept, chunks, unused }) {
  const listed = [...kept, ...Object.values(chunks).flat(), ...unused];
  const absent = listed.filter((name) => !program.exports.has(name));
  const open = [...program.exports.keys()].filter((name) => !listed.includes(name));
  const twice = listed.filter((name, i) => listed.indexOf(name) !== i);
  if (absent.length + open.length + twice.length > 0)
    refuse(
      `The table of chunks is not the program's. Unknown: ${absent}. Not listed: ${open}. Twice: ${twice}.`,
    );
}

/** The cut drops interfaces that no code uses. So no code may list all interfaces of a class. */
function checkInterfaces(program) {
  for (const { name, uses, node } of program.items.values())
    if (uses.properties.has('superinterfaces') && !readers.includes(name))
      refuse(`${name} lists interfaces`, program, node);
}

/** Finds what the modules share: names, variables that change, variables that another module sets, and strings. */
function findBorders({ program, table, homes, methodHomes, modules, stringHomes, changing }) {
  const users = program.strings.map(() => new Set());
  const use = (module, { names, writes = [], strings = [] }) => {
    for (const place of strings) users[place].add(module);
    for (const name of names) if (homes.get(name) !== module) modules.get(module).needs.add(name);
    for (const name of writes) changing.add(name);
    for (const name of writes) if (homes.get(name) !== module) modules.get(module).sets.add(name);
  };

  for (const { name, uses } of program.items.values()) if (homes.has(name)) use(homes.get(name), uses);
  for (const entry of program.classes.values()) {
    const home = homes.get(entry.name);
    if (!home) continue;
    const supertypes = [entry.superclass, ...entry.interfaces].filter((name) => homes.has(name));
    use(home, { ...entry.uses, names: ['$rt_metadata', ...supertypes, ...entry.uses.names] });
    for (const method of entry.methods) {
      const module = methodHomes.get(method);
      if (!module) continue;
      use(module, method.uses);
      if (module === home) continue;
      use(module, { names: [entry.name] });
      modules.get(module).late.push({ entry, method });
    }
  }
  for (const { className, members } of program.glue)
    if (homes.has(className)) for (const { uses } of members) use(homes.get(className), uses);

  for (const [module, names] of [[base, table.base], ...Object.entries(table.chunks)])
    use(module, { names: names.map((name) => program.exports.get(name)) });

  users.forEach((those, place) => {
    stringHomes[place] = those.size > 1 || those.has(base) ? base : [...those][0];
    if (those.size === 1 && !those.has(base)) use([...those][0], { names: ['$rt_str', '$rt_intern'] });
  });
}
