import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plan } from '../cut.mjs';
import { generatorsOf, programOf, refuses, written } from './fixture.mjs';

// A function that waits, one method with two implementations, and the entry from JavaScript.
const waiting = `let app_wait = $start => {
    granarySuspend($start);
};
function app_Slow() {
}
let app_Slow_get = ($this, $start) => {
    app_wait($start);
    return 'slow';
};
function app_Quick() {
}
let app_Quick_get = ($this, $start) => {
    return 'quick';
};
function app_Fork() {
}
let app_Fork_run = ($this, $from, $start, $done) => {
    $done($from.$get($start));
};`;
const classes = [
  'app_Got, 0, jl_Object, [], 0, 0, 0, 0',
  'app_Slow, 0, jl_Object, [app_Got], 0, 0, 0, ["$get", $rt_wrapFunction1(app_Slow_get)]',
  'app_Quick, 0, jl_Object, [app_Got], 0, 0, 0, ["$get", $rt_wrapFunction1(app_Quick_get)]',
];
const more = {
  glue: 'c = jl_Object.prototype; c.run = $rt_callWithReceiver(app_Fork_run);',
  exports: 'app_Slow as Slow, app_Quick as Quick, app_Slow_get as get',
};
const programWith = (code = '', { classes: added = [], ...parts } = {}) =>
  programOf(`function app_Got() {\n}\n${waiting}\n${code}`, {
    ...more,
    exports: 'app_Slow as Slow, app_Quick as Quick',
    ...parts,
    classes: [...classes, ...added],
  });
const refusesIn = (code, message, parts) => refuses(() => generatorsOf(programWith(code, parts)), message);

test('a function that reaches the marker waits until it is resumed', async (t) => {
  const program = programWith();
  assert.deepEqual([...generatorsOf(program)].sort(), ['app_Fork_run', 'app_Slow_get', 'app_wait']);
  const { load } = written(plan(program, { base: ['Slow', 'Quick'], chunks: {}, unused: [] }), t);
  const { Slow, Quick } = await load('base');

  let resume;
  const got = [];
  const start = (go) => (resume = go);
  new Slow().run(new Slow(), start, (result) => got.push(result));
  new Slow().run(new Quick(), start, (result) => got.push(result));
  assert.deepEqual(got, ['quick']);
  resume();
  assert.deepEqual(got, ['quick', 'slow']);
});

test('a name that a function declares itself does not count as the function that waits', () => {
  const program = programWith('let app_f = app_wait => {\n    app_wait(0);\n};');
  assert.ok(!generatorsOf(program).has('app_f'));
});

test('a program that never waits is unchanged', () => {
  const program = programOf('let app_f = () => 1;');
  const before = program.text.toString();
  assert.equal(generatorsOf(program).size, 0);
  assert.equal(program.text.toString(), before);
});

test('no function of the class library may wait', () => {
  refusesIn('let ju_sort = $a => {\n    app_wait($a);\n};', /ju_sort must not suspend, and calls app_wait/);
});

test('a function that waits must be a plain function', () => {
  refusesIn('function app_F() {\n    app_wait(0);\n}', /app_F suspends and is no plain function/);
  refusesIn('let app_f = () => app_wait(0);', /app_f suspends and is no plain function/);
  refusesIn(
    'let app_f = () => {\n    return () => app_wait(0);\n};',
    /app_f has a function inside that suspends/,
  );
  refusesIn(
    'let app_f = () => {\n    return x => x.$get(0);\n};',
    /app_f has a function inside that suspends/,
  );
  refusesIn('let app_f = () => {\n    app_wait(this);\n};', /app_f suspends and speaks of this/);
  refusesIn('let app_f = () => {\n    granarySuspend();\n};', /unknown way to suspend/);
});

test('a function that waits may only be called, not used as a value', () => {
  refusesIn('let app_f = () => granarySuspend;', /granarySuspend suspends and is used as a value/);
  refusesIn('let app_f = () => app_wait;', /app_wait suspends and is used as a value/);
  refusesIn('let app_f = () => {\n    app_wait(app_wait);\n};', /app_wait suspends and is used as a value/);
  refusesIn('let app_f = x => x.$get;', /\.\$get suspends and is read as a value/);
  refusesIn('let app_f = x => x.$get.call(x);', /\.\$get suspends and is read as a value/);
  refusesIn(
    'let app_f = x => {\n    app_wait(0);\n    app_wait = x;\n};',
    /app_wait suspends and is assigned to/,
  );
});

test('JavaScript may call functions that wait only through the fork', () => {
  const glue = `${more.glue} c = app_Slow.prototype; c.get = $rt_callWithReceiver(app_Slow_get);`;
  refusesIn('', /JavaScript calls app_Slow, which suspends and is no entry/, { glue });
  const twice = 'c = jl_Object.prototype; c.run = $rt_callWithReceiver($rt_callWithReceiver(app_Fork_run));';
  refusesIn('', /JavaScript calls jl_Object, which suspends and is no entry/, { glue: twice });
  refusesIn('', /export get suspends and is no entry/, { exports: 'app_Slow_get as get' });
});

test('the initializer of a class must not wait', () => {
  const initialized = 'app_C, 0, jl_Object, [], 0, 0, () => app_wait(0), 0';
  refusesIn('function app_C() {\n}', /app_C suspends while its class is initialized: app_wait/, {
    classes: [initialized],
  });
});

test('methods of one name wait in all interfaces or in none', () => {
  const other = 'app_Other, 0, jl_Object, [], 0, 0, 0, ["$get", $rt_wrapFunction1(app_Quick_get)]';
  refusesIn('function app_Other() {\n}', /app_Slow\.\$get suspends and app_Other\.\$get does not/, {
    classes: [other],
  });
  const both =
    'app_Other, 0, jl_Object, [app_Got], 0, 0, 0, [["$get", "$also"], $rt_wrapFunction1(app_Quick_get)]';
  refusesIn(
    'function app_Other() {\n}',
    /app_Other has one method for \$get,\$also, of which not all suspend/,
    {
      classes: [both],
    },
  );
});

test('a method must be a function in a wrapper', () => {
  const methods = [
    'app_Quick_get',
    '$rt_callWithReceiver(app_Quick_get)',
    '$rt_wrapFunction1(app_Quick_get, 1)',
    '$rt_wrapFunction1(x => x)',
  ];
  for (const method of methods) {
    refusesIn('function app_Other() {\n}', /app_Other has a method of an unknown form/, {
      classes: [`app_Other, 0, jl_Object, [], 0, 0, 0, ["$other", ${method}]`],
    });
  }
});

test('the names of added helpers must be unused', () => {
  refusesIn('let $resume = 0;', /The program has a \$resume already/);
});

test('coroutines of the compiler itself are refused', () => {
  for (const sign of ['$rt_suspending', '$rt_resuming']) {
    const code = `let ${sign} = () => false,\napp_f = () => {\n    ${sign}();\n};`;
    refusesIn(code, /TeaVM has made a coroutine of app_f/);
  }
});
