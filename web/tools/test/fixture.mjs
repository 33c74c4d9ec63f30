// Makes small programs in the form that TeaVM writes, and runs them.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { base } from '../cut.mjs';
import { emit } from '../emit.mjs';
import { makeGenerators } from '../generators.mjs';
import { Program } from '../program.mjs';

const runtime = `"use strict";
let $rt_meta = Symbol("teavm_meta"),
$rt_wrapFunction0 = f => function() {
    return f(this);
},
$rt_wrapFunction1 = f => function(p1) {
    return f(this, p1);
},
$rt_callWithReceiver = f => function() {
    return f.apply(null, [this].concat(Array.prototype.slice.call(arguments)));
},
$rt_classWithoutFields = superclass => {
    if (superclass === 0) {
        return function() {
        };
    }
    return function() {
        superclass.call(this);
    };
},
$rt_packageData = null,
$rt_packages = data => {
    $rt_packageData = data;
},
$rt_metadata = data => {
    let i = 0;
    while (i < data.length) {
        let cls = data[i++];
        if (data[i++] !== 0) {
            i++;
        }
        let parent = data[i++];
        i += 4;
        cls.prototype = parent === 0 ? {  } : Object.create(parent.prototype);
        cls.prototype.constructor = cls;
        let methods = data[i++];
        for (let j = 0;methods !== 0 && j < methods.length;j += 2) {
            for (let name of [].concat(methods[j])) {
                cls.prototype[name] = methods[j + 1];
            }
        }
    }
},
$rt_stringPool_instance,
$rt_stringPool = strings => {
    $rt_stringPool_instance = strings.map(s => $rt_intern($rt_str(s)));
},
$rt_s = index => $rt_stringPool_instance[index],
$rt_str = str => ({ text: str }),
$rt_intern;
{
    $rt_intern = str => str;
}
function jl_Object() {
}
`;

/**
 * Makes a program of this code and the other parts.
 *
 * @param classes lines of metadata: `a_B, 0, jl_Object, [], 0, 0, 0, 0`
 * @param glue statements: `c = a_B.prototype; c.run = …;`
 * @param exports `a_B_run as run`
 */
export function programOf(code, { classes = [], strings = [], glue = '', exports = '' } = {}) {
  const metadata = ['jl_Object, 0, 0, [], 0, 0, 0, 0', ...classes].join(',\n');
  const parts = [
    runtime,
    code,
    '$rt_packages([-1, "java"]);',
    `$rt_metadata([${metadata}]);`,
    `$rt_stringPool([${strings.map((one) => JSON.stringify(one)).join(', ')}]);`,
    glue && `(() => {\n    let c;\n    ${glue}\n})();`,
    `export { ${exports} };`,
  ];
  return new Program(parts.join('\n'), 'fixture.js');
}

/** Runs the pass as the build does: names with `app` are own code, and `app_Fork` is the entry for JavaScript. */
export const generatorsOf = (program) =>
  makeGenerators(program, {
    isOwn: (name) => name.startsWith('app'),
    isEntry: (name) => name.startsWith('app_Fork'),
  });

export const refuses = (work, message) =>
  assert.throws(work, (error) => {
    assert.ok(error.expected, error.stack);
    assert.match(error.message, message);
    return true;
  });

/** Writes the modules of a cut, and gives a function that imports one module, and links a chunk with the base. */
export function written(cutting, t) {
  const folder = mkdtempSync(join(tmpdir(), 'granary-cut-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const texts = new Map();
  for (const module of cutting.modules.keys()) {
    texts.set(module, emit(cutting, module).toString());
    writeFileSync(join(folder, module === base ? 'core.js' : `core-${module}.js`), texts.get(module));
  }
  const imported = (file) => import(pathToFileURL(join(folder, file)).href);
  const linked = new Map();
  const load = async (module) => {
    const program = await imported('core.js');
    if (module === base) return program;
    if (!linked.has(module)) linked.set(module, (await imported(`core-${module}.js`)).link(program.base));
    return linked.get(module);
  };
  return { load, texts };
}
