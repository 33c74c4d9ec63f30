import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plan } from '../cut.mjs';
import { emit } from '../emit.mjs';
import { generatorsOf, programOf, refuses, written } from './fixture.mjs';

const table = (base, chunks, unused = []) => ({ base, chunks, unused });

test('a chunk contains the items that only it reaches, and takes the others from the base', async (t) => {
  const program = programOf(
    `let app_shared = x => x + 1,
app_open = () => app_shared(1),
app_inner = x => x * 10,
app_more = () => app_inner(app_shared(1)),
app_nothing = () => 0;`,
    { exports: 'app_open as open, app_more as more, app_nothing as main' },
  );
  const { load, texts } = written(plan(program, table(['open'], { extra: ['more'] }, ['main'])), t);
  assert.deepEqual(Object.keys(await load('extra')), ['more']);
  assert.equal((await load('base')).open(), 2);
  assert.equal((await load('extra')).more(), 20);
  assert.doesNotMatch(texts.get('base'), /app_inner|app_more|app_nothing/);
  assert.doesNotMatch(texts.get('extra'), /app_shared =|app_open|app_nothing/);
});

test('if only one chunk calls a method on objects of the base, the method is in that chunk', async (t) => {
  const program = programOf(
    `function app_A() {
}
let app_A_first = $this => 'first',
app_A_second = $this => 'second',
app_A_third = $this => 'third',
app_open = () => {
    let a = new app_A;
    a.$first();
    return a;
},
app_more = a => a.$second();`,
    {
      classes: [
        'app_A, 0, jl_Object, [], 0, 0, 0, ["$first", $rt_wrapFunction0(app_A_first), ["$second", "$alias"], $rt_wrapFunction0(app_A_second), "$third", $rt_wrapFunction0(app_A_third)]',
      ],
      exports: 'app_open as open, app_more as more',
    },
  );
  const { load, texts } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  const a = (await load('base')).open();
  assert.deepEqual([a.$first(), a.$second], ['first', undefined]);
  assert.equal((await load('extra')).more(a), 'second');
  assert.equal(a.$alias(), 'second');
  assert.doesNotMatch([...texts.values()].join(), /third/);
});

test('objects of one chunk have the methods that another chunk calls', async (t) => {
  const program = programOf(
    `function app_A() {
}
function app_B() {
}
let app_B_go = $this => 'gone',
app_open = () => new app_A,
app_make = () => new app_B,
app_call = b => b.$go();`,
    {
      classes: [
        'app_A, 0, jl_Object, [], 0, 0, 0, 0',
        'app_B, 0, app_A, [], 0, 0, 0, ["$go", $rt_wrapFunction0(app_B_go)]',
      ],
      exports: 'app_open as open, app_make as make, app_call as call',
    },
  );
  const { load, texts } = written(plan(program, table(['open'], { one: ['make'], two: ['call'] })), t);
  const b = (await load('one')).make();
  assert.ok(b instanceof (await load('base')).open().constructor);
  assert.equal((await load('two')).call(b), 'gone');
  assert.match(texts.get('one'), /app_B_go =/);
});

test('an item that two chunks reach is in the base', async (t) => {
  const program = programOf(
    `function app_A() {
}
let app_A_first = $this => $rt_s(0),
app_A_second = $this => $rt_s(1),
app_open = () => 0,
app_one = () => (new app_A).$first(),
app_two = () => (new app_A).$second();`,
    {
      classes: [
        'app_A, 0, jl_Object, [], 0, 0, 0, ["$first", $rt_wrapFunction0(app_A_first), "$second", $rt_wrapFunction0(app_A_second)]',
      ],
      strings: ['one', 'two'],
      exports: 'app_open as open, app_one as one, app_two as two',
    },
  );
  const { load, texts } = written(plan(program, table(['open'], { one: ['one'], two: ['two'] })), t);
  assert.match(texts.get('base'), /function app_A\(/);
  assert.equal((await load('one')).one().text, 'one');
  assert.equal((await load('two')).two().text, 'two');
});

test('a chunk may export an item of the base', async (t) => {
  const program = programOf('let app_inner = () => 7,\napp_open = () => app_inner();', {
    exports: 'app_open as open, app_inner as inner',
  });
  const { load } = written(plan(program, table(['open'], { extra: ['inner'] })), t);
  assert.equal((await load('extra')).inner(), 7);
});

test('each module has its own strings, and equal strings are one object', async (t) => {
  const program = programOf(
    `let app_open = () => $rt_s(3),
app_more = () => [$rt_s(0), $rt_s(2), $rt_s(3)];`,
    { strings: ['chunk', 'nobody', 'also', 'both'], exports: 'app_open as open, app_more as more' },
  );
  const { load, texts } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  const both = (await load('base')).open();
  const got = (await load('extra')).more();
  assert.deepEqual(
    got.map(({ text }) => text),
    ['chunk', 'also', 'both'],
  );
  assert.equal(got[2], both);
  assert.doesNotMatch([...texts.values()].join(), /nobody/);
  assert.doesNotMatch(texts.get('base'), /"also"/);
});

test('a chunk reads and sets a variable of the base, also after others have set it', async (t) => {
  const program = programOf(
    `let app_count = 1,
app_twice = () => app_count * 2,
app_open = () => {
    app_count = 5;
    return app_count;
},
app_more = change => {
    if (change)
        app_count += 2;
    return [app_count, app_twice()];
};`,
    { exports: 'app_open as open, app_more as more' },
  );
  const { load } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  const { open } = await load('base');
  const { more } = await load('extra');
  assert.deepEqual(more(false), [1, 2]);
  assert.equal(open(), 5);
  assert.deepEqual(more(false), [5, 10]);
  assert.deepEqual(more(true), [7, 14]);
  assert.deepEqual(more(false), [7, 14]);
});

test('a function of the base that replaces itself runs once, whichever module calls it', async (t) => {
  const program = programOf(
    `let app_runs = 0,
app_begin = () => {
    app_begin = () => 0;
    app_runs = app_runs + 1;
},
app_open = () => {
    app_begin();
    return app_runs;
},
app_A_first = $this => {
    app_begin();
    return app_runs;
},
app_more = a => a.$first();
function app_A() {
}
let app_make = () => new app_A;`,
    {
      classes: ['app_A, 0, jl_Object, [], 0, 0, 0, ["$first", $rt_wrapFunction0(app_A_first)]'],
      exports: 'app_open as open, app_more as more, app_make as make',
    },
  );
  const { load } = written(plan(program, table(['open'], { extra: ['more', 'make'] })), t);
  const { make, more } = await load('extra');
  assert.equal((await load('base')).open(), 1);
  assert.equal(more(make()), 1);
});

test('a chunk imports nothing', (t) => {
  const program = programOf(
    'let app_inner = () => 7,\napp_open = () => app_inner(),\napp_more = () => app_inner();',
    {
      exports: 'app_open as open, app_more as more',
    },
  );
  const { texts } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  assert.doesNotMatch(texts.get('extra'), /\bimport\b/);
});

test('methods for JavaScript are in the module of their class, and reach the items that they call', async (t) => {
  const program = programOf(
    `function app_A() {
}
function app_B() {
}
let app_A_name = $this => $rt_s(0),
app_B_name = $this => $rt_s(1),
app_open = () => new app_A,
app_more = () => new app_B;`,
    {
      classes: ['app_A, 0, jl_Object, [], 0, 0, 0, 0', 'app_B, 0, jl_Object, [], 0, 0, 0, 0'],
      strings: ['A', 'B'],
      glue: 'c = app_A.prototype; c.name = $rt_callWithReceiver(app_A_name); c = app_B.prototype; c.name = $rt_callWithReceiver(app_B_name);',
      exports: 'app_open as open, app_more as more',
    },
  );
  const { load, texts } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  assert.equal((await load('base')).open().name().text, 'A');
  assert.equal((await load('extra')).more().name().text, 'B');
  assert.doesNotMatch(texts.get('base'), /app_B/);
});

test('a function in a chunk may wait', async (t) => {
  const program = programOf(
    `let app_Fork_run = ($this, $start, $done) => {
    granarySuspend($start);
    $done($this.$get());
};
function app_Slow() {
}
let app_Slow_get = $this => {
    granarySuspend(go => go());
    return 'slow';
};
function app_Quick() {
}
let app_Quick_get = $this => 'quick',
app_open = () => 0,
app_more = slow => slow ? new app_Slow : new app_Quick;
function app_Got() {
}`,
    {
      classes: [
        'app_Got, 0, jl_Object, [], 0, 0, 0, 0',
        'app_Slow, 0, app_Got, [], 0, 0, 0, ["$get", $rt_wrapFunction0(app_Slow_get)]',
        'app_Quick, 0, app_Got, [], 0, 0, 0, ["$get", $rt_wrapFunction0(app_Quick_get)]',
      ],
      glue: 'c = app_Got.prototype; c.run = $rt_callWithReceiver(app_Fork_run);',
      exports: 'app_open as open, app_more as more',
    },
  );
  generatorsOf(program);
  const { load } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  const { more } = await load('extra');
  for (const slow of [true, false]) {
    const got = await new Promise((done) => more(slow).run((go) => queueMicrotask(go), done));
    assert.equal(got, slow ? 'slow' : 'quick');
  }
});

test('a class keeps the interfaces that some code uses', async (t) => {
  const program = programOf(
    `function app_Wide() {
}
function app_Narrow() {
}
function app_Idle() {
}
function app_A() {
}
let app_open = () => new app_A,
app_more = () => app_Wide;`,
    {
      classes: [
        'app_Wide, 0, jl_Object, [], 0, 0, 0, 0',
        'app_Narrow, 0, jl_Object, [app_Wide], 0, 0, 0, 0',
        'app_Idle, 0, jl_Object, [], 0, 0, 0, 0',
        'app_A, 0, jl_Object, [app_Narrow, app_Idle], 0, 0, 0, 0',
      ],
      exports: 'app_open as open, app_more as more',
    },
  );
  const { texts } = written(plan(program, table(['open'], { extra: ['more'] })), t);
  assert.match(texts.get('base'), /app_A, 0, jl_Object, \[app_Narrow\]/);
  assert.match(texts.get('base'), /app_Narrow, 0, jl_Object, \[app_Wide\]/);
  assert.doesNotMatch(texts.get('base'), /app_Idle/);
});

test('code that lists the interfaces of a class is refused', () => {
  const program = programOf('let app_open = x => x.superinterfaces;', { exports: 'app_open as open' });
  refuses(() => plan(program, table(['open'], {})), /app_open lists interfaces/);
});

test('the table names every export once', () => {
  const program = programOf('let app_open = () => 0;', { exports: 'app_open as open' });
  const refused = (given, message) => refuses(() => plan(program, given), message);
  refused(table(['open', 'close'], {}), /Unknown: close\./);
  refused(table([], {}), /Not listed: open\./);
  refused(table(['open'], { extra: ['open'] }), /Twice: open\./);
});
