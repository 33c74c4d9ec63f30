import { minify } from 'terser';

/**
 * Minifies a bundled script further than its bundler does.
 *
 * @param isModule whether the script is an ES module. A module's top-level names may change if it does not export
 *     them. In a classic script only names inside functions may change.
 */
export async function shrink(script, isModule) {
  const { code } = await minify(script, {
    ecma: 2020,
    module: isModule,
    compress: { passes: 3, toplevel: isModule, hoist_funs: true },
    mangle: { toplevel: isModule },
    format: { comments: /^!/ },
  });
  return code;
}
