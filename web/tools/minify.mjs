import { minify } from 'terser';

/**
 * Makes a bundled script smaller than its bundler can.
 *
 * @param isModule an ES module: what it does not export is its own. Else only what is inside of functions is.
 */
export async function shrink(script, isModule) {
  const { code } = await minify(script, {
    ecma: 2020,
    module: isModule,
    compress: { passes: 3, toplevel: isModule },
    mangle: { toplevel: isModule },
    format: { comments: /^!/ },
  });
  return code;
}
