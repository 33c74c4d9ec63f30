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
  const { code } = await minify(script.replace(substitute, 'Math.imul'), {
    ecma: 2020,
    module: isModule,
    compress: {
      passes: 5,
      toplevel: isModule,
      hoist_funs: true,
      // Brotli shrinks the compiler's temporary variables better than nested expressions: 60 bytes of 83,000.
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
