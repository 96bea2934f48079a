/** Damage to cars. */
import { crack, glow, gradient, line, type Point, type Scene, shape, specks, strokes } from './drawing';

/** Seen from the driver's seat: a stone's star with cracks that run to the edge. */
export const windscreen: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 620], ['#a9c4da', '#cfdde6', '#e4e6e0']);
  for (let index = 0; index < 7; index += 1)
    glow(context, chance.between(0, 1200), chance.between(40, 300), 180, '255,255,255', 0.5);
  shape(context, '-60,520 180,430 420,480 640,410 900,470 1260,420 1260,720 -60,720', '#5f6f52');
  shape(context, '-60,560 1260,540 1260,760 -60,760', '#6d6e6e');
  shape(context, '560,545 640,545 760,760 460,760', '#7d7d7b');
  shape(context, '-60,-60 70,-60 210,700 -60,760', '#23262a');
  shape(context, '1260,-60 1150,-60 1080,700 1260,760', '#23262a');
  shape(context, '-60,690 300,650 900,645 1260,700 1260,960 -60,960', '#1b1d20');
  gradient(context, [-60, 760, 1320, 200], ['#2b2e33', '#141517']);
  line(context, '250,690 760,610', '#101113', 13);
  line(context, '255,686 755,607', '#3a3d42', 3);
  const star: Point = [690, 290];
  for (let index = 0; index < 11; index += 1) {
    const long = index % 4 === 0;
    crack(
      context,
      chance,
      star,
      (index / 11) * Math.PI * 2 + chance.spread() * 0.2,
      long ? chance.between(320, 620) : chance.between(40, 110),
      {
        colour: 'rgba(245,250,252,0.9)',
        width: long ? 2.6 : 1.6,
      },
    );
  }
  glow(context, star[0], star[1], 46, '250,252,255', 0.9);
  glow(context, star[0], star[1], 12, '30,40,50', 0.8);
};

/** The front corner of a car after a collision. */
export const bumper: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 720], ['#8d9aa3', '#b9bfc1', '#9a9c9c']);
  gradient(context, [-60, 640, 1320, 330], ['#77787a', '#4f5052']);
  specks(context, chance, [-60, 650, 1320, 300], 5000, ['#8b8c8e', '#3c3d3f', '#66676a'], [1, 4]);
  shape(context, '-60,150 520,120 930,190 1120,330 1140,700 900,760 -60,770', '#2f4e77');
  shape(context, '-60,150 520,120 930,190 1010,250 480,240 -60,290', '#46688f');
  glow(context, 380, 190, 260, '210,225,240', 0.55);
  shape(context, '-60,400 330,390 360,520 -60,540', '#14171b');
  for (let y = 412; y < 520; y += 22)
    line(
      context,
      [
        [-60, y],
        [338, y - 4],
      ],
      '#6d747b',
      5,
    );
  shape(context, '440,350 760,330 850,400 820,470 470,460', '#d8dee2');
  shape(context, '470,372 620,362 640,440 490,446', '#8f989e');
  for (let index = 0; index < 7; index += 1)
    crack(context, chance, [690, 400], (index / 7) * 6.28, chance.between(40, 130), {
      colour: 'rgba(40,45,50,0.85)',
      width: 2.4,
    });
  shape(context, '430,560 640,520 760,590 930,550 1080,610 1060,720 820,690 700,750 520,690', '#1e2126');
  shape(context, '520,600 660,560 720,640 640,700', '#0e1013');
  shape(context, '760,600 900,575 880,665 800,672', '#3b3f45');
  line(context, '430,560 640,520 760,590 930,550 1080,610', '#a9bdd3', 5);
  strokes(context, chance, [420, 470, 620, 120], 46, {
    colours: ['rgba(230,232,234,0.8)', 'rgba(20,24,30,0.7)'],
    width: 2,
    length: [40, 190],
    angle: 0.12,
  });
  context.beginPath();
  context.ellipse(1040, 690, 110, 130, 0, 0, Math.PI * 2);
  context.fillStyle = '#16171a';
  context.fill();
  context.beginPath();
  context.ellipse(1040, 690, 62, 78, 0, 0, Math.PI * 2);
  context.fillStyle = '#8d9196';
  context.fill();
  for (let index = 0; index < 30; index += 1)
    shape(
      context,
      Array.from({ length: 3 }, (): Point => [chance.between(380, 860), chance.between(780, 880)]).map(
        ([x, y], at, all): Point =>
          at === 0
            ? [x, y]
            : [(all[0]?.[0] ?? 0) + chance.between(-14, 14), (all[0]?.[1] ?? 0) + chance.between(-9, 9)],
      ),
      chance.next() < 0.5 ? '#c6ccd0' : '#24272b',
    );
};

/** A bonnet under an evening sky, full of dents. */
export const hail: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 1020], ['#c7ccd2', '#8c939b', '#5e656e']);
  shape(context, '-60,210 600,150 1260,230 1260,960 -60,960', '#7d8791');
  gradient(context, [-60, 240, 1320, 720], ['rgba(225,232,240,0.75)', 'rgba(120,130,142,0.2)', 'rgba(30,36,44,0.55)']);
  line(context, '250,960 420,190', 'rgba(35,40,46,0.55)', 6);
  line(context, '950,960 790,190', 'rgba(35,40,46,0.55)', 6);
  shape(context, '-60,-60 1260,-60 1260,190 600,120 -60,180', '#1f2428');
  gradient(context, [-60, -60, 1320, 200], ['rgba(120,140,155,0.7)', 'rgba(30,36,40,0.2)']);
  for (let index = 0; index < 46; index += 1) {
    const x = chance.between(20, 1180);
    const y = chance.between(250, 880);
    const radius = chance.between(14, 34);
    glow(context, x - radius * 0.35, y - radius * 0.35, radius, '20,26,34', 0.75);
    glow(context, x + radius * 0.4, y + radius * 0.4, radius * 0.8, '250,252,255', 0.8);
  }
};

/** Under a car: the exhaust pipe cut on both sides of where the catalytic converter was. */
export const underside: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 1020], ['#2a2927', '#3a3733', '#1c1b1a']);
  for (let index = 0; index < 6; index += 1)
    shape(
      context,
      [
        [-60, 40 + index * 150],
        [1260, 10 + index * 155],
        [1260, 60 + index * 155],
        [-60, 95 + index * 150],
      ],
      index % 2 === 0 ? '#34312d' : '#45403a',
    );
  specks(context, chance, [-60, -60, 1320, 1020], 2500, ['#5d4634', '#1a1918', '#6b5a48'], [1, 5]);
  for (const [from, to] of [
    [-60, 420],
    [820, 1260],
  ] as const) {
    gradient(context, [from, 400, to - from, 110], ['#3f3b37', '#a8a29a', '#6e6861', '#2b2826']);
    specks(context, chance, [from, 405, to - from, 100], 240, ['#7a4c2c', '#8f6a49', '#4c3424'], [2, 7]);
  }
  for (const x of [420, 820]) {
    context.beginPath();
    context.ellipse(x, 455, 22, 55, 0, 0, Math.PI * 2);
    context.fillStyle = '#e3e1dc';
    context.fill();
    context.beginPath();
    context.ellipse(x, 455, 15, 45, 0, 0, Math.PI * 2);
    context.fillStyle = '#121110';
    context.fill();
  }
  line(context, '520,330 560,390 600,520 690,600', '#111111', 9);
  line(context, '690,600 705,640', '#b87333', 4);
  glow(context, 620, 430, 420, '255,244,214', 0.35);
};
