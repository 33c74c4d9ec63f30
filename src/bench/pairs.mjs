// Compares two built packages. The benches run with both in turns, so that both meet the same
// machine.
import { Figures } from './figures.mjs';

/**
 * Runs a bench with two packages in turns. A ratio belongs to one round: it compares the medians of
 * two runs.
 *
 * @param serve makes the page load a package's folder
 * @param run runs the bench once
 * @returns for each figure its values with each package, and the ratios of the first to the second
 */
export async function comparePackages({ rounds, packages, serve, run }) {
  const sides = packages.map(() => new Figures());
  const ratios = new Figures();
  for (let round = 0; round < rounds; round++) {
    // Each order runs as often as its reverse: the second of two runs has a warmer machine.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    const medians = [];
    for (const side of order) {
      serve(packages[side]);
      const { figures, failure } = await run();
      if (failure) throw new Error(`${packages[side]}: ${failure}`);
      medians[side] = new Map();
      for (const { name, unit, values, statistics } of figures) {
        for (const value of values) sides[side].add(name, unit, value);
        medians[side].set(name, statistics.median);
      }
    }
    for (const [name, value] of medians[0]) {
      const other = medians[1].get(name);
      if (other > 0) ratios.add(name, '×', value / other);
    }
  }
  const [these, others] = sides.map((side) => new Map(side.all().map((figure) => [figure.name, figure])));
  const byName = new Map(ratios.all().map((ratio) => [ratio.name, ratio]));
  return [...these.values()]
    .filter(({ name }) => others.has(name))
    .map((figure) => ({
      name: figure.name,
      unit: figure.unit,
      this: figure,
      other: others.get(figure.name),
      ratio: byName.get(figure.name),
    }));
}
