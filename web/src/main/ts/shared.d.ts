// What the facades of chunks take of the base. The build writes this module: see web/build/facades.mjs.

/** Gives the functions and classes of the base that the facades of chunks use, by name. */
export function shared(): object;
