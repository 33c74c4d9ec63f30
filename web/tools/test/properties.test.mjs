import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortenProperties } from '../properties.mjs';
import { programOf, refuses } from './fixture.mjs';

const constructor = (name, superclass, ...fields) =>
  `function ${name}() {\n    let a = this; ${superclass}.call(a);\n${fields.map((one) => `    a.${one} = 0;\n`).join('')}}`;
const entry = (name, superclass, methods = '0') => `${name}, 0, ${superclass}, [], 0, 0, 0, ${methods}`;

test('fields of classes that have no object in common share names', () => {
  const program = programOf(
    [
      constructor('app_A', 'jl_Object', '$one', '$two'),
      constructor('app_B', 'app_A', '$three'),
      constructor('app_C', 'jl_Object', '$four'),
      'let app_f = x => x.$one + x.$two + x.$two + x.a + x["b"] + x.$run();',
    ].join('\n'),
    {
      classes: [
        entry('app_B', 'app_A'),
        entry('app_A', 'jl_Object', '["$run", $rt_wrapFunction0(app_f)]'),
        entry('app_C', 'jl_Object'),
      ],
    },
  );
  const names = shortenProperties(program);
  // `a` and `b` are JavaScript's.
  assert.deepEqual(Object.fromEntries(names), { $two: 'c', $one: 'd', $three: 'e', $four: 'c', $run: 'f' });
  const text = program.text.toString();
  assert.match(text, /x\.d \+ x\.c \+ x\.c \+ x\.a \+ x\["b"\] \+ x\.f\(\)/);
  assert.match(text, /\['f', \$rt_wrapFunction0\(app_f\)\]/);
  assert.doesNotMatch(text, /\.\$/);
});

test('many names get longer short names, all different', () => {
  const methods = Array.from({ length: 4000 }, (_, i) => `x.$m${i}`);
  const names = shortenProperties(programOf(`let app_f = x => [${methods}];`));
  assert.equal(new Set(names.values()).size, 4000);
  for (const name of names.values()) assert.match(name, /^[A-Za-z_]\w{0,2}$/);
});

test('a name of more than one field or method is refused', () => {
  const of = (code, message, classes = []) =>
    refuses(() => shortenProperties(programOf(code, { classes })), message);
  const one = constructor('app_A', 'jl_Object', '$x');
  of(`${one}\n${constructor('app_B', 'jl_Object', '$x')}`, /\$x is the name of two fields/, [
    entry('app_A', 'jl_Object'),
    entry('app_B', 'jl_Object'),
  ]);
  of(`${one}\nlet app_f = x => x;`, /\$x is the name of two fields, or of a field and a method/, [
    entry('app_A', 'jl_Object', '["$x", $rt_wrapFunction0(app_f)]'),
  ]);
});

test('a name that is not after a dot is refused', () => {
  const of = (code, message, parts) => refuses(() => shortenProperties(programOf(code, parts)), message);
  of('let app_f = x => x["$one"];', /text looks like the name of a property/);
  of('let app_f = () => ({ $one : 1 });', /property of an object has a name as Java has them/);
  of('function app_A() {\n}\nlet app_f = x => x;', /method of an unknown name/, {
    classes: [entry('app_A', 'jl_Object', '["run", $rt_wrapFunction0(app_f)]')],
  });
});
