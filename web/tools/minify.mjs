import { minify } from 'terser';

// What the compiler's runtime asks for, and no browser of a user has: the decoder of stacks belongs to its debugger, and
// a stack that begins at its constructor of errors tells as much.
const absent = { '@$rt_decodeStack': 'undefined', '@Error.captureStackTrace': 'undefined' };

// The compiler's runtime brings its own product of integers for browsers that are older than WebAssembly.
const substitute = /\bMath\.imul ?\|\| ?function ?\(\w+, ?\w+\) ?\{[^{}]*\}/;

/**
 * Minifies a bundled script further than its bundler does.
 *
 * @param isModule whether the script is an ES module. A module's top-level names may change if it does not export
 *     them. In a classic script only names inside functions may change.
 */
export async function shrink(script, isModule) {
  const once = await minified(script.replace(substitute, 'Math.imul'), isModule);
  // The second time, the short names follow how often each name is left: 0.1 % less with brotli.
  return minified(once, isModule);
}

async function minified(script, isModule) {
  const { code } = await minify(script, {
    ecma: 2020,
    module: isModule,
    compress: {
      passes: 5,
      toplevel: isModule,
      hoist_funs: true,
      // The compiler writes temporary variables in a form that brotli shrinks better than nested expressions.
      collapse_vars: false,
      // Reading a property has no effect in this program.
      pure_getters: true,
      global_defs: absent,
    },
    mangle: { toplevel: isModule },
    format: { comments: /^!/, quote_style: 1 },
  });
  return code;
}
