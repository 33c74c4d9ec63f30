// Turns every function that may suspend into a generator. Java waits in one method, which calls
// `granarySuspend(start)`. Every function that can reach that call becomes a `function*`, and each call on the way a
// `yield*`. `start` receives a function that resumes the work.
import { refuse } from './refusal.mjs';
import { eachFreeName, isFunction, walk } from './syntax.mjs';

const marker = 'granarySuspend';
/** Wraps a function as a method: `f => function(p) { return f(this, p); }`. Works for generators too. */
const wrapper = /^\$rt_wrapFunction\d$/;
const receiver = '$rt_callWithReceiver';

const helpers = {
  $resume:
    'const $resume = (work) => {\n    const { done, value } = work.next();\n    if (!done) value(() => $resume(work));\n};',
  $fork: 'const $fork = (f) => (...values) => $resume(f(...values));',
  $plain: 'const $plain = (f) => function* (...values) {\n    return f.apply(this, values);\n};',
};

/**
 * @param program the model. This function edits the model's text.
 * @param isOwn says whether an item may suspend. No function of the class library may.
 * @param isEntry says whether a method that JavaScript calls begins work that may suspend
 * @returns the names of the functions that became generators
 */
export function makeGenerators(program, { isOwn, isEntry }) {
  checkOwnCoroutines(program);
  const implementations = implementationsOf(program);
  const { functions, methods, why } = findSuspending(program, implementations);
  if (functions.size === 0) return functions;

  for (const [name, text] of Object.entries(helpers)) program.addHelper(name, text);
  for (const name of functions) {
    const { node, uses } = program.items.get(name);
    if (!isOwn(name))
      refuse(`${name} must not suspend, and calls ${why.get(name)}, which does`, program, node);
    rewrite(program, name, functions, methods);
    uses.names.delete(marker);
  }
  for (const method of methods) checkContract(program, method, implementations.get(method), functions);
  wrapPlain(program, functions, methods);
  wrapEntries(program, functions, isEntry);
  checkEveryUse(program, functions, methods);
  return functions;
}

/**
 * TeaVM makes its own coroutines of methods that call `Thread.sleep` or an `@Async` method. Generators cannot call
 * those.
 */
function checkOwnCoroutines(program) {
  for (const { name, uses, node } of program.items.values()) {
    if (!name.startsWith('$rt_') && (uses.names.has('$rt_suspending') || uses.names.has('$rt_resuming')))
      refuse(`TeaVM has made a coroutine of ${name}`, program, node);
  }
}

/** Gives the implementations of each virtual method: name to `[{ entry, method, item }]`. */
function implementationsOf(program) {
  const implementations = new Map();
  for (const entry of program.classes.values()) {
    for (const method of entry.methods) {
      const { callee, arguments: given = [] } = method.value;
      const item = given[0]?.name;
      if (!wrapper.test(callee?.name) || given.length !== 1 || !program.items.has(item))
        refuse(`${entry.name} has a method of an unknown form`, program, method.value);
      for (const name of method.names) {
        if (!implementations.has(name)) implementations.set(name, []);
        implementations.get(name).push({ entry, method, item });
      }
    }
  }
  return implementations;
}

/** Finds the functions that can reach the marker, and the virtual methods with an implementation that can. */
function findSuspending(program, implementations) {
  const callers = new Map();
  const add = (called, caller) => {
    if (!callers.has(called)) callers.set(called, new Set());
    callers.get(called).add(caller);
  };
  for (const { name, node } of program.items.values()) {
    for (const { callee } of calls(node)) {
      if (callee.type === 'Identifier') add(callee.name, name);
      else if (implementations.has(callee.property.name)) add(`.${callee.property.name}`, name);
    }
  }
  for (const [name, all] of implementations) for (const { item } of all) add(item, `.${name}`);

  const why = new Map();
  const open = [marker];
  while (open.length > 0) {
    const called = open.pop();
    for (const caller of callers.get(called) ?? []) {
      if (why.has(caller)) continue;
      why.set(caller, called);
      open.push(caller);
    }
  }
  const found = [...why.keys()];
  return {
    functions: new Set(found.filter((name) => !name.startsWith('.'))),
    methods: new Set(found.filter((name) => name.startsWith('.')).map((name) => name.slice(1))),
    why,
  };
}

const isMethod = (node) => node.type === 'MemberExpression' && !node.computed;

/** Lists the calls in a function that may call an item or a virtual method: `{ call, callee, ancestors }`. */
function calls(node) {
  const found = [];
  if (!node) return found;
  eachFreeName(node, (callee, ancestors) => {
    const call = ancestors.at(-1);
    if (call?.type === 'CallExpression' && call.callee === callee)
      found.push({ call, callee, ancestors: ancestors.slice(0, -1) });
  });
  walk(node, (call, ancestors) => {
    if (call.type === 'CallExpression' && isMethod(call.callee))
      found.push({ call, callee: call.callee, ancestors });
  });
  return found;
}

function rewrite(program, name, functions, methods) {
  const { node } = program.items.get(name);
  const { text } = program;
  if (node.type !== 'ArrowFunctionExpression' || node.body.type !== 'BlockStatement' || node.async)
    refuse(`${name} suspends and is no plain function`, program, node);
  walk(node.body, ({ type }, ancestors) => {
    if (type === 'ThisExpression' && !ancestors.some(isFunction))
      refuse(`${name} suspends and speaks of this`, program, node);
  });
  text.overwrite(node.start, node.body.start, `function*(${node.params.map((one) => one.name).join(', ')}) `);
  for (const { call, callee, ancestors } of calls(node)) {
    if (!suspends(callee, functions, methods)) continue;
    if (ancestors.slice(1).some(isFunction))
      refuse(`${name} has a function inside that suspends`, program, call);
    if (callee.name === marker) {
      if (call.arguments.length !== 1) refuse('An unknown way to suspend', program, call);
      text.overwrite(call.start, call.arguments[0].start, '(yield ');
    } else {
      text.prependRight(call.start, '(yield* ');
      text.appendLeft(call.end, ')');
    }
  }
}

function suspends(callee, functions, methods) {
  if (callee.type === 'Identifier') return callee.name === marker || functions.has(callee.name);
  return methods.has(callee.property.name);
}

/**
 * Every call of a virtual method is a `yield*`, or no call is. So two unrelated interfaces must not share the name of a
 * method if only one of the methods suspends: the callers of the other method would suspend too.
 */
function checkContract(program, name, all, functions) {
  const families = [];
  for (const { entry, item } of all) {
    const types = supertypes(program, entry.name);
    const joined = families.filter((family) => [...types].some((type) => family.types.has(type)));
    const family = { types, example: entry.name, suspends: functions.has(item) };
    for (const one of joined) {
      for (const type of one.types) family.types.add(type);
      if (one.suspends) Object.assign(family, { example: one.example, suspends: true });
      families.splice(families.indexOf(one), 1);
    }
    families.push(family);
  }
  const other = families.find((family) => !family.suspends);
  if (other) {
    const { example } = families.find((family) => family.suspends);
    refuse(
      `${example}.${name} suspends and ${other.example}.${name} does not: give one of them another name`,
    );
  }
}

/** Gives a class and all its supertypes, except those that any class may have. */
function supertypes(program, name, found = new Set()) {
  const entry = program.classes.get(name);
  if (!entry || entry.superclass === null || found.has(name) || name === 'ji_Serializable') return found;
  found.add(name);
  for (const one of [entry.superclass, ...entry.interfaces]) supertypes(program, one, found);
  return found;
}

/** If one implementation of a method suspends, this function makes the other implementations generators too. */
function wrapPlain(program, functions, methods) {
  for (const entry of program.classes.values()) {
    for (const method of entry.methods) {
      const suspending = method.names.filter((name) => methods.has(name));
      if (suspending.length === 0 || [...method.uses.names].some((name) => functions.has(name))) continue;
      if (suspending.length < method.names.length)
        refuse(
          `${entry.name} has one method for ${method.names}, of which not all suspend`,
          program,
          method.value,
        );
      const { callee, end } = method.value;
      program.text.overwrite(callee.start, callee.end, `$plain(${callee.name}`);
      program.text.overwrite(end - 1, end, '))');
      method.uses.names.add('$plain');
    }
  }
}

function wrapEntries(program, functions, isEntry) {
  for (const { className, members } of program.glue) {
    for (const { value, uses } of members) {
      const suspending = [...uses.names].find((name) => functions.has(name));
      if (suspending === undefined) continue;
      const [argument] = value.arguments ?? [];
      if (!isEntry(suspending) || value.callee?.name !== receiver || argument?.name !== suspending)
        refuse(`JavaScript calls ${className}, which suspends and is no entry`, program, value);
      program.text.prependRight(argument.start, '$fork(');
      program.text.appendLeft(argument.end, ')');
      uses.names.add('$fork');
    }
  }
}

/** Fails if code uses a generator or a suspending method as a value: its caller would not use `yield*`. */
function checkEveryUse(program, functions, methods) {
  for (const item of program.items.values()) {
    if (item.uses.writes.size > 0) {
      const written = [...item.uses.writes].find((name) => functions.has(name));
      if (written) refuse(`${written} suspends and is assigned to`, program, item.node);
    }
    if (!item.node) continue;
    eachFreeName(item.node, (identifier, ancestors) => {
      if (identifier.name !== marker && !functions.has(identifier.name)) return;
      const parent = ancestors.at(-1);
      const called = parent?.type === 'CallExpression' && parent.callee === identifier;
      if (!called || !functions.has(item.name))
        refuse(`${identifier.name} suspends and is used as a value`, program, parent ?? identifier);
    });
    walk(item.node, (node, ancestors) => {
      if (!isMethod(node) || !methods.has(node.property.name)) return;
      if (ancestors.at(-1)?.callee !== node)
        refuse(`.${node.property.name} suspends and is read as a value`, program, node);
    });
  }
  for (const entry of program.classes.values()) {
    const initializer = [...entry.uses.names].find((name) => functions.has(name));
    if (initializer) refuse(`${entry.name} suspends while its class is initialized: ${initializer}`);
  }
  for (const [exported, name] of program.exports) {
    if (functions.has(name)) refuse(`The export ${exported} suspends and is no entry`);
  }
}
