// Writes the modules of a cut.
import { base } from './cut.mjs';
import { refuse } from './refusal.mjs';
import { eachFreeName, isWritten } from './syntax.mjs';

/** The name of the function by which a chunk sets a variable of the base. */
const setter = (name) => `$set_${name}`;

/** Gives one module of a plan as a MagicString: its text, and its source map by `generateMap`. */
export function emit(cutting, module) {
  const { program } = cutting;
  const text = program.text.clone();
  const strings = takeStrings(cutting, text, module);
  setByFunctions(cutting, text, module);
  const late = cutting.modules.get(module).late.map((one) => lateMethod(text, one));
  removeOthers(cutting, text, module);
  if (module === base) {
    finishBase(cutting, text);
  } else {
    finishChunk(cutting, text, module, strings, late);
  }
  return text;
}

/** Gives the strings of the module new places in the text. Returns the literals of these strings. */
function takeStrings({ program, stringHomes }, text, module) {
  const places = new Map();
  const counts = new Map();
  stringHomes.forEach((home, place) => {
    places.set(place, counts.get(home) ?? 0);
    counts.set(home, places.get(place) + 1);
  });
  for (const { place, start, end } of program.stringCalls) {
    if (stringHomes[place] === base) text.overwrite(start, end, `$rt_s(${places.get(place)})`);
    else if (stringHomes[place] === module)
      text.overwrite(start, end, `$rt_chunkString(${places.get(place)})`);
  }
  const own = program.strings.filter((_, place) => stringHomes[place] === module);
  const literals = own.map(({ literal }) => program.source.slice(literal.start, literal.end));
  program.strings.forEach(({ start, end }, place) => {
    if (stringHomes[place] !== base || module !== base) text.remove(start, end);
  });
  return literals;
}

/** Code cannot assign to an import. So the chunk calls a function of the base that sets the variable. */
function setByFunctions({ program, homes, modules }, text, module) {
  const { sets } = modules.get(module);
  if (sets.size === 0) return;
  for (const { name, node, uses } of program.items.values()) {
    if (homes.get(name) !== module || ![...uses.writes].some((one) => sets.has(one))) continue;
    eachFreeName(node, (identifier, ancestors) => {
      const parent = ancestors.at(-1);
      if (!sets.has(identifier.name) || !isWritten(identifier, parent)) return;
      if (parent.operator !== '=') refuse('A chunk changes a variable of the base', program, parent);
      text.overwrite(parent.start, parent.right.start, `${setter(identifier.name)}(`);
      text.appendLeft(parent.right.end, ')');
    });
  }
}

function lateMethod(text, { entry, method }) {
  const names = method.keys.map(({ start, end }) => `[${text.slice(start, end)}] = `);
  const value = text.slice(method.value.start, method.value.end);
  return `${names.map((name) => `${entry.name}.prototype${name}`).join('')}${value};\n`;
}

function removeOthers({ program, homes, methodHomes }, text, module) {
  const isElsewhere = (name) => homes.get(name) !== module;
  for (const { name, start, end, attached } of program.items.values()) {
    if (!isElsewhere(name)) continue;
    for (const range of [{ start, end }, ...attached]) text.remove(range.start, range.end);
  }
  for (const { name, start, end, methods, interfaces, interfaceList } of program.classes.values()) {
    if (isElsewhere(name)) {
      text.remove(start, end);
      continue;
    }
    for (const one of methods) if (methodHomes.get(one) !== module) text.remove(one.start, one.end);
    const kept = interfaces.filter((one) => homes.has(one));
    text.overwrite(interfaceList.start, interfaceList.end, `[${kept.join(', ')}]`);
  }
  for (const { className, start, end } of program.glue) if (isElsewhere(className)) text.remove(start, end);
  for (const { start, end, parts } of program.frames)
    if (parts.every((part) => isElsewhere(part.className ?? part.name))) text.remove(start, end);
  text.remove(program.exportStatement.start, program.exportStatement.end);
  if (module !== base) {
    for (const statement of [program.packageStatement, program.stringStatement])
      if (statement) text.remove(statement.start, statement.end);
  }
}

function finishBase({ program, table, modules }, text) {
  const sets = new Set([...modules.values()].flatMap((one) => [...one.sets]));
  const setters = [...sets].map((name) => `const ${setter(name)} = (value) => (${name} = value);\n`);
  text.prepend([...program.helpers.values()].map((one) => `${one}\n`).join(''));
  text.append(`\n${setters.join('')}${exporting(program, table.base, privateNames(modules))}`);
}

function finishChunk({ program, table, modules }, text, module, strings, late) {
  const { needs, sets } = modules.get(module);
  const shared = privateNames(modules);
  const imported = [...needs, ...[...sets].map(setter)]
    .sort()
    .map((name) => `${shared.get(name)} as ${name}`);
  const pool =
    strings.length === 0
      ? ''
      : `const $rt_chunkStrings = [${strings.join(', ')}].map((one) => $rt_intern($rt_str(one)));\n` +
        'const $rt_chunkString = (place) => $rt_chunkStrings[place];\n';
  text.prepend(`import { ${imported.join(', ')} } from './core.js';\n${pool}`);
  text.append(`\n${late.join('')}${exporting(program, table.chunks[module], new Map())}`);
}

/** Gives each import of the chunks from the base a short name, because the names are in the text of every module. */
function privateNames(modules) {
  const all = [...modules.values()].flatMap(({ needs, sets }) => [...needs, ...[...sets].map(setter)]);
  return new Map([...new Set(all)].sort().map((name, place) => [name, `$${place.toString(36)}`]));
}

function exporting(program, names, inner) {
  const outer = names.map((name) => `${program.exports.get(name)} as ${name}`);
  const short = [...inner].map(([name, alias]) => `${name} as ${alias}`);
  return `export { ${[...outer, ...short].join(', ')} };\n`;
}
