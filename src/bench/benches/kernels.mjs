// What the kernels gain: each beside plain Java, and beside the platform's own digests.
import { withPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 7;

const bytes = ['CRC-32C', 'SHA-1', 'SHA-256', 'f16 to f32', 'int4 to f32', 'shuffle of 4 bytes'];

export async function run({ engine, origin, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    for (const task of await page.call('kernelTasks')) {
      await quiet(page.pid);
      const speeds = await page.call('kernelRace', { task, rounds: repeat });
      const [unit, scale] = bytes.includes(task) ? ['MB/s', 1e6] : ['million/s', 1e6];
      for (const [name, values] of Object.entries(speeds))
        for (const value of values) figures.add(`${task}: ${name}`, unit, value / scale);
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
