// What is reached from some roots. A virtual method is reached when its class is, and something that is reached calls a
// method of that name.

/**
 * @param program the model
 * @param roots names of items
 * @param known `called`: methods that are called on objects of the classes that are reached beyond `start`. `interfaces`:
 *     those that a class keeps; if absent, those that some code asks for
 * @param start what is reached already, and is not gone through again
 * @returns `{ items, called }`: the names of what is reached, those of `start` included, and of the methods that it calls
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

/** An interface that is to stay though no code names it: it extends one that some code asks for. */
function askedFor(program, items) {
  const interfacesOf = (name) => program.classes.get(name)?.interfaces ?? [];
  const leadsTo = (name) => items.has(name) || interfacesOf(name).some(leadsTo);
  return [...items].flatMap(interfacesOf).find((name) => !items.has(name) && leadsTo(name));
}
