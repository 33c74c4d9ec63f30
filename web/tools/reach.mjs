// Finds the items that the roots reach. A virtual method is reached if its class is reached and a reached item calls a
// method of that name.

/**
 * @param program the model
 * @param roots names of items
 * @param known `called`: methods that count as called for classes that `start` does not include. `interfaces`: the
 *     interfaces that a class keeps. If absent, a class keeps the interfaces that some code uses.
 * @param start the items that are reached already. Their code is not read again.
 * @returns `{ items, called }`: the names of the reached items, with those of `start`, and of the methods that they
 *     call
 */
export function reach(program, roots, known = {}, start = { items: new Set(), called: new Set() }) {
  const items = new Set(start.items);
  const called = new Set(start.called);
  const mayCall = new Set([...start.called, ...(known.called ?? [])]);
  const waiting = new Map();
  const open = [];

  const useItem = (name) => {
    if (items.has(name) || !program.items.has(name)) return;
    items.add(name);
    open.push(name);
  };
  const use = ({ names, properties }) => {
    names.forEach(useItem);
    for (const name of properties) {
      called.add(name);
      mayCall.add(name);
      const methods = waiting.get(name) ?? [];
      waiting.delete(name);
      for (const method of methods) use(method.uses);
    }
  };
  const useMethods = ({ methods }, callable) => {
    for (const method of methods) {
      if (method.names.some((name) => callable.has(name))) use(method.uses);
      else for (const name of method.names) waiting.set(name, [...(waiting.get(name) ?? []), method]);
    }
  };
  const useClass = (entry) => {
    use(entry.uses);
    if (entry.superclass) useItem(entry.superclass);
    entry.interfaces.filter((name) => known.interfaces?.has(name)).forEach(useItem);
    for (const { className, members } of program.glue)
      if (className === entry.name) for (const { uses } of members) use(uses);
    useMethods(entry, mayCall);
  };
  const drain = () => {
    while (open.length > 0) {
      const name = open.pop();
      use(program.items.get(name).uses);
      if (program.classes.has(name)) useClass(program.classes.get(name));
    }
  };

  for (const name of start.items)
    if (program.classes.has(name)) useMethods(program.classes.get(name), start.called);
  roots.forEach(useItem);
  drain();
  if (!known.interfaces) {
    for (let name; (name = askedFor(program, items)) !== undefined; drain()) useItem(name);
  }
  return { items, called };
}

/** Finds an interface that must stay although no code names it: it extends an interface that some code uses. */
function askedFor(program, items) {
  const interfacesOf = (name) => program.classes.get(name)?.interfaces ?? [];
  const leadsTo = (name) => items.has(name) || interfacesOf(name).some(leadsTo);
  return [...items].flatMap(interfacesOf).find((name) => !items.has(name) && leadsTo(name));
}
