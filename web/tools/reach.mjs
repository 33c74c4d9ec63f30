// What is reached from some roots. A virtual method is reached when its class is, and something that is reached calls a
// method of that name.

/**
 * @param program the model
 * @param roots names of items
 * @param start what is reached already; it is not gone through again
 * @param called names of methods that are called on objects of the classes that are reached beyond `start`
 * @returns `{ items, called }`: the names of what is reached, those of `start` included, and of what that calls
 */
export function reach(program, roots, start = { items: new Set(), called: new Set() }, called = new Set()) {
  const items = new Set(start.items);
  const calls = new Set([...start.called, ...called]);
  const own = new Set(start.called);
  const waiting = new Map();
  const open = [];

  const use = (uses) => {
    for (const name of uses.names) {
      if (!items.has(name) && program.items.has(name)) {
        items.add(name);
        open.push(name);
      }
    }
    for (const name of uses.properties) {
      own.add(name);
      calls.add(name);
      for (const method of waiting.get(name) ?? []) use(method.uses);
      waiting.delete(name);
    }
  };
  const useClass = (name) => {
    const entry = program.classes.get(name);
    if (!entry) return;
    use(entry.uses);
    use({ names: [entry.superclass, ...entry.interfaces].filter(Boolean), properties: [] });
    for (const { className, members } of program.glue)
      if (className === name) for (const member of members) use(member.uses);
    useMethods(entry, calls);
  };
  const useMethods = (entry, known) => {
    for (const method of entry.methods) {
      if (method.names.some((name) => known.has(name))) {
        use(method.uses);
        continue;
      }
      for (const name of method.names) waiting.set(name, [...(waiting.get(name) ?? []), method]);
    }
  };

  for (const name of start.items) {
    const entry = program.classes.get(name);
    if (entry) useMethods({ methods: entry.methods }, start.called);
  }
  use({ names: roots, properties: [] });
  while (open.length > 0) {
    const name = open.pop();
    use(program.items.get(name).uses);
    useClass(name);
  }
  return { items, called: own };
}
