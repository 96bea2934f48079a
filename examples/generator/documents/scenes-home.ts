/** Damage in and around houses. */
import { clip, crack, glow, gradient, line, type Point, type Scene, shape, specks, strokes } from './drawing';

/** A garden fence with two panels down. */
export const fence: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 640], ['#9fc0dd', '#d9e4ea']);
  gradient(context, [-60, 330, 1320, 260], ['#41653a', '#2f4a2a']);
  for (let index = 0; index < 26; index += 1)
    glow(context, chance.between(-60, 1260), chance.between(250, 380), 110, '52,82,46', 0.8);
  gradient(context, [-60, 560, 1320, 400], ['#6f8a4a', '#4c6530']);
  const board = (x: number, lean: number, top: number) => {
    const shade = 0.85 + chance.next() * 0.3;
    const tone = `rgb(${Math.round(150 * shade)},${Math.round(112 * shade)},${Math.round(76 * shade)})`;
    shape(
      context,
      [
        [x + lean, top],
        [x + 42 + lean, top + 4],
        [x + 44, 690],
        [x, 690],
      ],
      tone,
    );
    strokes(context, chance, [x + 4, top + 20, 34, 600 - top], 5, {
      colours: ['rgba(70,48,28,0.5)'],
      width: 1.5,
      length: [40, 120],
      angle: Math.PI / 2,
    });
  };
  for (let x = -60; x < 380; x += 46) board(x, 0, 260);
  for (let x = 860; x < 1260; x += 46) board(x, 0, 260);
  for (let x = 390; x < 850; x += 46)
    if (chance.next() < 0.45) board(x, chance.between(-80, 80), chance.between(420, 560));
  for (const x of [372, 846])
    shape(
      context,
      [
        [x, 236],
        [x + 26, 236],
        [x + 30, 700],
        [x - 4, 700],
      ],
      '#5f4327',
    );
  for (let index = 0; index < 9; index += 1) {
    const x = chance.between(380, 760);
    const y = chance.between(690, 830);
    const angle = chance.between(-0.5, 0.5);
    const length = chance.between(140, 260);
    const end: Point = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    line(
      context,
      [
        [x, y + 6],
        [end[0], end[1] + 6],
      ],
      'rgba(30,35,15,0.5)',
      34,
    );
    line(context, [[x, y], end], chance.next() < 0.5 ? '#8f6a47' : '#a67d55', 30);
  }
  strokes(context, chance, [-60, 640, 1320, 280], 900, {
    colours: ['#7d9a52', '#3f5626', '#90ab63'],
    width: 2,
    length: [8, 26],
    angle: -Math.PI / 2,
  });
  line(context, '420,960 520,760 600,640', 'rgba(66,52,34,0.75)', 46);
  line(context, '720,960 740,770 740,640', 'rgba(66,52,34,0.75)', 46);
};

/** A ceiling and wall after a pipe leaked above. */
export const ceiling: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 480], ['#ece8df', '#dcd7cb']);
  gradient(context, [-60, 420, 1320, 540], ['#d5cfc0', '#c0b9a8']);
  line(context, '-60,420 1260,414', '#f6f3ec', 26);
  line(context, '-60,436 1260,430', '#a49c8a', 3);
  for (let index = 0; index < 22; index += 1) {
    const x = 620 + chance.spread() * 230;
    const y = 240 + chance.spread() * 100;
    glow(context, x, y, chance.between(60, 170), '150,108,52', 0.22);
  }
  for (const [radius, strength] of [
    [250, 0.5],
    [200, 0.35],
    [120, 0.45],
  ] as const) {
    context.beginPath();
    for (let step = 0; step <= 60; step += 1) {
      const angle = (step / 60) * Math.PI * 2;
      const wobble = radius * (1 + 0.13 * Math.sin(angle * 3 + radius) + 0.06 * Math.sin(angle * 7));
      const x = 620 + Math.cos(angle) * wobble * 1.35;
      const y = 235 + Math.sin(angle) * wobble * 0.62;
      step === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
    }
    context.strokeStyle = `rgba(120,82,36,${strength * 0.6})`;
    context.lineWidth = 11;
    context.stroke();
  }
  for (let index = 0; index < 9; index += 1) {
    const x = chance.between(430, 830);
    line(
      context,
      [
        [x, 440],
        [x + chance.between(-6, 6), chance.between(560, 880)],
      ],
      'rgba(128,96,52,0.35)',
      chance.between(4, 16),
    );
  }
  specks(context, chance, [380, 120, 480, 260], 260, ['rgba(60,50,36,0.5)', 'rgba(90,72,40,0.5)'], [1, 4]);
  crack(context, chance, [640, 250], 0.3, 260, { colour: 'rgba(80,66,44,0.8)', width: 2 });
};

/** A door that was forced beside the lock. */
export const door: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 1020], ['#d8d5cd', '#bfbab0']);
  context.save();
  clip(context, [260, -60, 620, 1020]);
  gradient(context, [260, -60, 620, 1020], ['#7a4a2c', '#8a5735', '#6c4026'], true);
  strokes(context, chance, [265, -60, 600, 1000], 240, {
    colours: ['rgba(50,28,14,0.35)', 'rgba(170,118,78,0.25)'],
    width: 2,
    length: [60, 260],
    angle: Math.PI / 2,
  });
  for (const y of [40, 520]) {
    gradient(context, [360, y, 380, 360], ['#6a3f25', '#8f5c39']);
    context.strokeStyle = '#4d2c18';
    context.lineWidth = 6;
    context.strokeRect(360, y, 380, 360);
  }
  context.restore();
  gradient(context, [880, -60, 120, 1020], ['#f1efe9', '#cfcbc2'], true);
  shape(context, '862,360 905,330 960,390 940,470 970,540 900,590 866,560', '#d9b98c');
  for (let index = 0; index < 26; index += 1) {
    const y = chance.between(345, 580);
    line(
      context,
      [
        [870, y],
        [chance.between(890, 990), y + chance.between(-50, 50)],
      ],
      chance.next() < 0.5 ? '#b58a58' : '#efd9b4',
      chance.between(2, 6),
    );
  }
  gradient(context, [800, 400, 56, 150], ['#c9c4b4', '#8d8777']);
  context.beginPath();
  context.arc(828, 440, 20, 0, Math.PI * 2);
  context.fillStyle = '#e7e2d2';
  context.fill();
  line(context, '828,505 740,560', '#a9a390', 15);
  glow(context, 900, 460, 150, '20,12,6', 0.45);
  for (let index = 0; index < 7; index += 1)
    crack(context, chance, [872, chance.between(380, 560)], Math.PI + chance.spread() * 0.5, chance.between(40, 130), {
      colour: 'rgba(40,22,10,0.9)',
      width: 3,
    });
};

/** A laptop computer with a broken screen on a kitchen table. */
export const laptop: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 1020], ['#8b7a66', '#a58d70', '#c2a37c']);
  strokes(context, chance, [-60, 300, 1320, 660], 130, {
    colours: ['rgba(90,62,34,0.35)', 'rgba(220,186,140,0.3)'],
    width: 3,
    length: [120, 420],
    angle: 0.03,
  });
  shape(context, '230,610 970,600 1100,850 110,865', '#9da2a8');
  shape(context, '270,628 930,620 990,750 215,760', '#2c2f33');
  for (let row = 0; row < 5; row += 1)
    for (let key = 0; key < 14; key += 1) {
      const x = 270 + key * 47 - row * 10 + row * key * 1.4;
      const y = 634 + row * 25;
      shape(context, `${x},${y} ${x + 40},${y} ${x + 42},${y + 18} ${x - 2},${y + 18}`, '#44484e');
    }
  shape(context, '240,110 960,100 972,602 228,612', '#1c1e21');
  gradient(context, [268, 132, 672, 442], ['#1d3550', '#27496b', '#122235']);
  context.save();
  clip(context, [268, 132, 672, 442]);
  for (let index = 0; index < 13; index += 1)
    crack(context, chance, [770, 250], (index / 13) * Math.PI * 2, chance.between(120, 430), {
      colour: 'rgba(215,228,240,0.85)',
      width: 2,
    });
  glow(context, 770, 250, 80, '5,5,8', 0.95);
  for (let index = 0; index < 9; index += 1) {
    const x = chance.between(280, 930);
    line(
      context,
      [
        [x, 132],
        [x, 574],
      ],
      ['rgba(60,220,120,0.6)', 'rgba(220,60,160,0.6)', 'rgba(240,240,240,0.7)'][index % 3] ?? '#ffffff',
      chance.between(1, 4),
    );
  }
  shape(context, '268,470 430,500 520,574 268,574', 'rgba(5,6,8,0.9)');
  glow(context, 330, 190, 240, '255,255,255', 0.18);
  context.restore();
};

/** A living room under water. */
export const flood: Scene = (context, chance) => {
  gradient(context, [-60, -60, 1320, 640], ['#cfc6b4', '#b9ad97']);
  gradient(context, [760, 60, 300, 330], ['#dfe9ef', '#b7c6cf']);
  context.strokeStyle = '#f3efe6';
  context.lineWidth = 16;
  context.strokeRect(760, 60, 300, 330);
  line(context, '910,60 910,390', '#f3efe6', 9);
  shape(context, '90,330 560,320 575,620 80,630', '#5a6b58');
  shape(context, '60,430 140,420 150,640 55,650', '#4d5d4c');
  shape(context, '520,415 600,420 605,640 525,640', '#4d5d4c');
  line(context, '80,500 570,492', '#44533f', 5);
  shape(context, '690,470 1010,465 1015,640 685,640', '#6b4a30');
  gradient(context, [-60, 560, 1320, 400], ['rgba(112,98,70,0.94)', 'rgba(84,74,52,0.98)', 'rgba(58,52,38,1)']);
  for (let index = 0; index < 60; index += 1) {
    const y = 575 + index * 6 + chance.next() * 8;
    const x = chance.between(-60, 1100);
    line(
      context,
      [
        [x, y],
        [x + chance.between(60, 340), y + chance.between(-4, 4)],
      ],
      `rgba(214,205,182,${chance.between(0.08, 0.4)})`,
      chance.between(1, 4),
    );
  }
  line(context, '-60,545 1260,538', 'rgba(84,70,44,0.5)', 12);
  for (let index = 0; index < 8; index += 1) {
    const x = chance.between(60, 1140);
    const y = chance.between(640, 860);
    shape(
      context,
      [
        [x, y],
        [x + 60, y - 9],
        [x + 74, y + 10],
        [x + 9, y + 22],
      ],
      index % 2 === 0 ? '#c9c0aa' : '#7d5f40',
    );
  }
  glow(context, 900, 640, 300, '235,240,242', 0.28);
};
