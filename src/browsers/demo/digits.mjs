// Digits as a hand might draw them: strokes of points in percent of the drawing area. The page and the training have
// other shapes.
export const digits = [
  ['55 15 40 20 30 38 27 58 33 78 48 87 64 80 72 62 72 40 65 22 53 14'],
  ['48 14 50 40 49 66 51 88'],
  ['30 30 38 16 55 13 66 22 66 38 55 55 42 70 28 86 45 84 60 86 74 84'],
  ['32 20 48 13 64 20 64 36 50 46 40 48 55 51 68 62 66 78 50 88 32 82'],
  ['38 14 34 34 30 54 48 55 72 53', '60 30 60 58 59 90'],
  ['68 15 54 15 38 16 36 32 34 45 50 43 64 52 66 70 54 84 34 84'],
  ['62 14 46 26 36 44 32 64 38 82 54 87 66 76 62 62 48 58 35 66'],
  ['28 18 45 17 70 16 62 36 52 60 44 88'],
  ['60 22 46 14 36 24 44 38 58 50 66 66 58 84 42 86 32 74 40 58 54 44 64 30 60 20'],
  ['66 28 54 16 38 20 34 36 46 48 60 44 66 30 66 50 64 70 60 90'],
].map((strokes) => strokes.map(pointsOf));

function pointsOf(text) {
  const numbers = text.split(' ').map((number) => number / 100);
  return numbers.flatMap((x, at) => (at % 2 === 0 ? [[x, numbers[at + 1]]] : []));
}
