// Gives short names to fields and methods. TeaVM's readable names begin with `$`. Each name is one field, or one method
// in all classes that have the method. So this pass can replace a name everywhere, for any object.
import { refuse } from './refusal.mjs';
import { isFunction, walk } from './syntax.mjs';

/** Edits the program's text. Gives a map of old names to new names. */
export function shortenProperties(program) {
  const { places, reserved } = collect(program);
  const fields = fieldsByClass(program);
  const methods = new Set(
    [...program.classes.values()].flatMap((one) => one.methods.flatMap(({ names }) => names)),
  );
  const owned = [...fields.values()].flat();
  const shared = owned.find((name, i) => methods.has(name) || owned.indexOf(name) !== i);
  if (shared) refuse(`${shared} is the name of two fields, or of a field and a method`);

  const often = (a, b) => places.get(b).length - places.get(a).length || (a < b ? -1 : 1);
  const short = shortNames(reserved);
  const numbers = new Map();
  let next = numberFields(program, fields, numbers, often);
  for (const name of [...places.keys()].filter((one) => !numbers.has(one)).sort(often))
    numbers.set(name, next++);

  const names = new Map();
  for (const [name, number] of numbers) {
    names.set(name, short(number));
    for (const { start, end, quoted } of places.get(name) ?? [])
      program.text.overwrite(start, end, quoted ? `'${short(number)}'` : short(number));
  }
  return names;
}

/** Finds the places of each name, and the reserved names, which no short name may equal. */
function collect(program) {
  const places = new Map();
  const reserved = new Set();
  const add = (name, node, quoted = false) => {
    if (!isJava(name)) return reserved.add(name);
    if (!places.has(name)) places.set(name, []);
    return places.get(name).push({ start: node.start, end: node.end, quoted });
  };
  const keys = new Set();
  for (const { methods } of program.classes.values()) {
    for (const key of methods.flatMap((method) => method.keys)) {
      keys.add(key);
      if (!isJava(key.value)) refuse('A method of an unknown name', program, key);
      add(key.value, key, true);
    }
  }
  walk(program.tree, (node) => {
    if (node.type === 'MemberExpression' && !node.computed) add(node.property.name, node.property);
    if (node.type === 'Property' && !node.computed) {
      if (isJava(node.key.name ?? node.key.value))
        refuse('A property of an object has a name as Java has them', program, node);
      reserved.add(node.key.name ?? node.key.value);
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && !keys.has(node)) {
      if (isJava(node.value)) refuse('A text looks like the name of a property', program, node);
      reserved.add(node.value);
    }
  });
  return { places, reserved };
}

const isJava = (name) => /^\$[\w$]/.test(name);

/** Gives the fields that the constructor function of each class sets. */
function fieldsByClass(program) {
  const fields = new Map();
  for (const name of program.classes.keys()) {
    const { node } = program.items.get(name);
    const own = [];
    if (isFunction(node)) {
      walk(node.body, ({ type, left }) => {
        if (type !== 'AssignmentExpression' || left.type !== 'MemberExpression' || left.computed) return;
        if (isJava(left.property.name)) own.push(left.property.name);
      });
    }
    fields.set(name, own);
  }
  return fields;
}

/**
 * Numbers the fields of each class after the fields of its superclass. Two classes share numbers if neither extends the
 * other: no object has the fields of both. Gives the first number that no field has.
 */
function numberFields(program, fields, numbers, often) {
  const ends = new Map([[null, 0]]);
  const endOf = (name) => {
    if (!ends.has(name)) {
      const first = endOf(program.classes.get(name).superclass);
      const own = [...fields.get(name)].sort(often);
      own.forEach((field, i) => numbers.set(field, first + i));
      ends.set(name, first + own.length);
    }
    return ends.get(name);
  };
  return Math.max(...[...fields.keys()].map(endOf));
}

const first = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';
const more = `${first}0123456789`;

/** Turns a number into a name. The lowest numbers get one letter. Skips reserved names. */
function shortNames(reserved) {
  const names = [];
  let i = 0;
  return (number) => {
    while (names.length <= number) {
      let rest = i++;
      let name = first[rest % first.length];
      for (rest = Math.floor(rest / first.length); rest > 0; rest = Math.floor((rest - 1) / more.length))
        name += more[(rest - 1) % more.length];
      if (!reserved.has(name)) names.push(name);
    }
    return names[number];
  };
}
