/** The chunks of the compiled program, with the exports that each of them brings. The base has all other exports. */
export const chunks = { 'core-hub': ['hub'], 'core-upkeep': ['upkeep'] };

/** Gives the modules of a compiled program: the whole of it, its base as `core`, and each chunk. */
export function modulesOf(program) {
  const modules = { whole: program, core: program };
  for (const [chunk, names] of Object.entries(chunks)) {
    modules[chunk] = `export { ${names.join(', ')} } from './core.js';\n`;
  }
  return modules;
}
