import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programOf, refuses } from './fixture.mjs';

const reads = (code, message, parts) => refuses(() => programOf(code, parts), message);

test('the model has items, classes, strings, methods for JavaScript and exports', () => {
  const program = programOf('function app_A() {\n}\nlet app_A_run = $this => $rt_s(0),\napp_A_count = 0;', {
    classes: ['app_A, "A", 0, jl_Object, [], 0, 0, 0, ["$run", $rt_wrapFunction0(app_A_run)]'],
    strings: ['a text'],
    glue: 'c = app_A.prototype; c["with"] = $rt_callWithReceiver(app_A_run);',
    exports: 'app_A_run as run',
  });
  assert.deepEqual([...program.items.get('app_A_run').uses.strings], [0]);
  const [method] = program.classes.get('app_A').methods;
  assert.deepEqual(method.names, ['$run']);
  assert.deepEqual([...method.uses.names], ['$rt_wrapFunction0', 'app_A_run']);
  assert.equal(program.glue[0].members[0].name, 'with');
  assert.equal(program.exports.get('run'), 'app_A_run');
  assert.match(program.text.toString(), /app_A_run = \$this => \$rt_s\(0\);\nlet app_A_count = 0;/);
});

test('a name that a block declares again is not a use of the outer name', () => {
  const program = programOf(
    'let app_x = 0,\napp_f = () => {\n    {\n        let app_x = 1;\n        app_x++;\n    }\n    return () => app_x;\n};',
  );
  const { names, writes } = program.items.get('app_f').uses;
  assert.deepEqual([[...names], [...writes]], [['app_x'], []]);
});

test('a statement that completes an item belongs to that item', () => {
  const program = programOf(
    'function app_A() {\n}\napp_A.prototype.toString = function() {\n    return $rt_s(0);\n};',
    {
      strings: ['x'],
    },
  );
  assert.equal(program.items.get('app_A').attached.length, 1);
  assert.deepEqual([...program.items.get('app_A').uses.strings], [0]);
});

test('code that the model does not know is refused, and the error shows the code', () => {
  reads('for (;;) {\n}', /unknown statement\n {2}fixture\.js:\d+: for/);
  reads('class app_A {\n}', /unknown statement/);
  reads('app_start();', /unknown statement/);
  reads('x => x;', /unknown statement/);
  reads('unknown.name = 1;', /unknown statement/);
  reads('let app_a = 0;\napp_a = 1;', /unknown statement/);
  reads('let app_a,app_b;', /separated in an unknown way/);
  reads('let app_a,\napp_b;\n{\n    app_a = 1;\n    app_b = 2;\n}', /unknown statement/);
  reads('let app_a;\n{\n    if (1) {\n        app_a = 1;\n    }\n}', /unknown statement/);
  reads('let app_a;\nif (1) {\n    app_a = 1;\n}', /unknown statement/);
  reads('let { app_a } = 0;', /unknown declaration/);
  reads('let app_a = jl_Object();', /begins with something unknown/);
  reads('let app_a = [jl_Object];', /begins with something unknown/);
  reads('let app_a = new app_A();', /begins with something unknown/);
  reads('let app_a = new Int32Array(app_b());', /begins with something unknown/);
  reads('let app_a = 0;\nlet app_b = $rt_meta;', /begins with something unknown/);
  reads('var app_a = 0;\nvar app_a = 1;', /app_a is declared twice/);
  reads('export let app_a = 0;', /unknown export/);
});

test('code must take strings from the pool by number', () => {
  reads('let app_f = i => $rt_s(i);', /taken from the pool in an unknown way/);
  reads('let app_f = () => $rt_s;', /taken from the pool in an unknown way/);
  reads('$rt_stringPool(["a"]);', /second string pool/, { strings: ['b'] });
  reads('$rt_stringPool([1]);', /unknown string/);
  reads('$rt_stringPool(["a"], 1);', /unknown list/);
});

test('a class must have all its parts', () => {
  const ofClass = (line, message) => reads('function app_A() {\n}', message, { classes: [line] });
  ofClass('app_A, 0, jl_Object, [], 0, 0, 0', /class of an unknown form/);
  ofClass('app_A, 0, "Object", [], 0, 0, 0, 0', /class of an unknown form/);
  ofClass('app_A, 0, jl_Object, 0, 0, 0, 0, 0', /class of an unknown form/);
  ofClass('app_B, 0, jl_Object, [], 0, 0, 0, 0', /class of an unknown form/);
  ofClass('jl_Object, 0, 0, [], 0, 0, 0, 0', /class of an unknown form/);
  ofClass('app_A, 0, jl_Object, [], 0, 0, 0, [app_A, app_A]', /method of an unknown form/);
  ofClass('app_A, 0, jl_Object, [], 0, 0, 0, ["$run"]', /method of an unknown form/);
});

test('methods for JavaScript must be assigned to a prototype', () => {
  reads('', /unknown statement/, { glue: 'c.run = 1;' });
  reads('(() => {\n    jl_Object();\n})();', /unknown statement/);
  reads('', /unknown class/, { glue: 'c = app_A.prototype; c.run = 1;' });
  reads('', /unknown statement/, { glue: 'jl_Object();' });
});
