// Writes the modules of a cut.
import { base } from './cut.mjs';
import { eachFreeName } from './syntax.mjs';

/** Gives one module of a plan as a MagicString: its text, and its source map by `generateMap`. */
export function emit(cutting, module) {
  const { program } = cutting;
  const text = program.text.clone();
  const strings = takeStrings(cutting, text, module);
  if (module !== base) readThroughBase(cutting, text, module);
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

/**
 * A chunk takes the names of the base once, when it is linked. A variable that changes later must be read, and set,
 * through the base's object each time.
 */
function readThroughBase(cutting, text, module) {
  const { program, homes, methodHomes, modules } = cutting;
  const { needs } = modules.get(module);
  const shared = privateNames(modules);
  const rewrite = (node) =>
    eachFreeName(node, ({ name, start, end }) => {
      if (needs.has(name) && cutting.changing.has(name))
        text.overwrite(start, end, `$base.${shared.get(name)}`);
    });
  for (const { name, node } of program.items.values()) if (node && homes.get(name) === module) rewrite(node);
  for (const { methods } of program.classes.values())
    for (const method of methods) if (methodHomes.get(method) === module) rewrite(method.value);
  for (const { className, members } of program.glue)
    if (homes.get(className) === module) for (const { value } of members) rewrite(value);
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

function finishBase({ program, table, modules, changing }, text) {
  const set = new Set([...modules.values()].flatMap((one) => [...one.sets]));
  const member = ([name, short]) => {
    if (!changing.has(name)) return `${short}: ${name}`;
    const setter = set.has(name) ? `, set ${short}(value) { ${name} = value; }` : '';
    return `get ${short}() { return ${name}; }${setter}`;
  };
  text.prepend([...program.helpers.values()].map((one) => `${one}\n`).join(''));
  const members = [...privateNames(modules)].map(member);
  const outer = table.base.map((name) => `${program.exports.get(name)} as ${name}`);
  text.append(
    `\nconst $base = { ${members.join(', ')} };\nexport { ${['$base as base', ...outer].join(', ')} };\n`,
  );
}

/**
 * Makes the chunk one function of the base's object. The chunk imports nothing: a bundler may put the base into a
 * worker's first script, and WebKit runs that script a second time when another module imports from it.
 */
function finishChunk({ program, table, modules, changing }, text, module, strings, late) {
  const shared = privateNames(modules);
  const needs = [...modules.get(module).needs].sort();
  const taken = needs.filter((name) => !changing.has(name)).map((name) => `${shared.get(name)}: ${name}`);
  const current = (name) => (needs.includes(name) && changing.has(name) ? `$base.${shared.get(name)}` : name);
  const literal = `${current('$rt_intern')}(${current('$rt_str')}(one))`;
  const pool =
    strings.length === 0
      ? ''
      : `const $rt_chunkStrings = [${strings.join(', ')}].map((one) => ${literal});\n` +
        'const $rt_chunkString = (place) => $rt_chunkStrings[place];\n';
  const given = table.chunks[module].map((name) => `${name}: ${current(program.exports.get(name))}`);
  text.prepend(`export const link = ($base) => {\nconst { ${taken.join(', ')} } = $base;\n${pool}`);
  text.append(`\n${late.join('')}return { ${given.join(', ')} };\n};\n`);
}

/** Gives each name of the base that a chunk uses a short one, because the names are in the text of every module. */
function privateNames(modules) {
  const all = [...modules.values()].flatMap(({ needs }) => [...needs]);
  return new Map([...new Set(all)].sort().map((name, place) => [name, `$${place.toString(36)}`]));
}
