// Measures each kernel against plain Java, and against the platform's own digests.
import { withPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 7;

const numbers = /^(f32|int8|best|diversity|beam)/;

export async function run({ engine, origin, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    for (const task of await page.call('kernelTasks')) {
      await quiet(page.pid);
      const speeds = await page.call('kernelRace', { task, rounds: repeat });
      const unit = numbers.test(task) ? 'million/s' : 'MB/s';
      for (const [name, values] of Object.entries(speeds))
        for (const value of values) figures.add(`${task}: ${name}`, unit, value / 1e6);
      for (const name of ['kernel', 'relaxed']) {
        speeds[name]?.forEach((value, i) =>
          figures.add(`${task}: ${name} ÷ Java`, '×', value / speeds.java[i]),
        );
      }
      speeds.platform?.forEach((value, i) =>
        figures.add(`${task}: kernel ÷ platform`, '×', speeds.kernel[i] / value),
      );
    }
  });
}
