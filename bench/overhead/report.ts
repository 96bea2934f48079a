/** Figures of a measurement, as data and as tables. */
import Table from 'cli-table3';
import { median, percentile } from '../statistics';
import type { RoundTimes, SeriesTimes } from './measure';
import type { Bodies, Variant } from './variants';

/** One claim at a time in ms; many at once as a ratio to the bare workflow. */
export const TARGETS = { singleOverheadMsP50: 100, atOnceRatio: 1.3 } as const;

export interface SeriesFigures {
  variant: Variant;
  bodies: Bodies;
  single: {
    wallMs: { p50: number; p95: number };
    /** Longest path of real work. */
    pathMs: { p50: number; p95: number };
    /** Wall time less the longest path, claim by claim. */
    overheadMs: { p50: number; p95: number };
  };
  atOnce: {
    /** Per round, median over the rounds; and per claim. */
    wallMs: number;
    wallMsPerClaim: number;
    /** Per claim; null where processor time cannot be read. */
    cpuMs: {
      worker: number;
      temporal: number | null;
      postgres: number | null;
      /** Worker, Temporal and PostgreSQL. */
      sum: number | null;
      readers: number | null;
      client: number;
    };
  };
  history: SeriesTimes['history'];
}

export interface Ratios {
  bodies: Bodies;
  against: Variant;
  wall: number;
  cpu: number | null;
}

export function figuresOf(times: SeriesTimes, atOnce: number): SeriesFigures {
  const spread = (samples: number[]) => ({ p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) });
  const perClaim = (pick: (round: RoundTimes) => number | null): number | null => {
    const values = times.rounds.map(pick);
    return values.includes(null) ? null : median(values as number[]) / atOnce;
  };
  const wallMs = median(times.rounds.map((round) => round.wallMs));
  const [temporal, postgres] = [perClaim((round) => round.temporalMs), perClaim((round) => round.postgresMs)];
  const worker = perClaim((round) => round.workerMs) ?? 0;
  const sum = perClaim(({ workerMs, temporalMs, postgresMs }) =>
    temporalMs === null || postgresMs === null ? null : workerMs + temporalMs + postgresMs,
  );
  return {
    variant: times.variant,
    bodies: times.bodies,
    single: {
      wallMs: spread(times.single.map(({ wallMs }) => wallMs)),
      pathMs: spread(times.single.map(({ pathMs }) => pathMs)),
      overheadMs: spread(times.single.map(({ wallMs, pathMs }) => wallMs - pathMs)),
    },
    atOnce: {
      wallMs,
      wallMsPerClaim: wallMs / atOnce,
      cpuMs: {
        worker,
        temporal,
        postgres,
        sum,
        readers: perClaim((round) => round.readersMs),
        client: perClaim((round) => round.clientMs) ?? 0,
      },
    },
    history: times.history,
  };
}

/** Adjutant against each bare variant, with the same bodies. */
export function ratiosOf(figures: readonly SeriesFigures[]): Ratios[] {
  return figures
    .filter(({ variant }) => variant !== 'adjutant')
    .flatMap((bare) => {
      const ours = figures.find(({ variant, bodies }) => variant === 'adjutant' && bodies === bare.bodies);
      if (ours === undefined) return [];
      const [mine, theirs] = [ours.atOnce.cpuMs.sum, bare.atOnce.cpuMs.sum];
      return [
        {
          bodies: bare.bodies,
          against: bare.variant,
          wall: ours.atOnce.wallMs / bare.atOnce.wallMs,
          cpu: mine === null || theirs === null ? null : mine / theirs,
        },
      ];
    });
}

export function renderFigures(figures: readonly SeriesFigures[], atOnce: number): string {
  const single = table([
    'bodies',
    'variant',
    'wall p50',
    'p95',
    'work p50',
    'overhead p50',
    'p95',
    'workflow tasks',
    'activities',
    'local',
    'events',
  ]);
  const many = table([
    'bodies',
    'variant',
    'wall',
    'wall/claim',
    'worker',
    'Temporal',
    'PostgreSQL',
    'sum',
    'readers',
    'client',
  ]);
  for (const { bodies, variant, single: one, atOnce: all, history } of figures) {
    const shape = history?.shape;
    single.push([
      bodies,
      variant,
      ms(one.wallMs.p50),
      ms(one.wallMs.p95),
      ms(one.pathMs.p50),
      ms(one.overheadMs.p50),
      ms(one.overheadMs.p95),
      ...[shape?.workflowTasks, shape?.activities, shape?.localActivities, shape?.events].map((value) => value ?? '-'),
    ]);
    const { worker, temporal, postgres, sum, readers, client } = all.cpuMs;
    many.push([
      bodies,
      variant,
      `${(all.wallMs / 1000).toFixed(2)} s`,
      ms(all.wallMsPerClaim),
      ...[worker, temporal, postgres, sum, readers, client].map(ms),
    ]);
  }
  return [
    'One claim at a time (ms; overhead is wall time less the longest path of real work)',
    single.toString(),
    '',
    `${atOnce} claims at once (processor time in ms per claim; sum is worker, Temporal and PostgreSQL)`,
    many.toString(),
  ].join('\n');
}

export function renderVerdict(figures: readonly SeriesFigures[], ratios: readonly Ratios[]): string {
  const ours = figures.find(({ variant, bodies }) => variant === 'adjutant' && bodies === 'real');
  const overhead = ours?.single.overheadMs.p50 ?? Number.NaN;
  const lines = [
    `Overhead of one claim, p50: ${ms(overhead)} ms (target at most ${TARGETS.singleOverheadMsP50}): ${said(overhead <= TARGETS.singleOverheadMsP50)}`,
  ];
  for (const { bodies, against, wall, cpu } of ratios) {
    const ratio = `wall ${wall.toFixed(2)}, processor ${cpu === null ? '-' : cpu.toFixed(2)}`;
    const met = wall <= TARGETS.atOnceRatio && (cpu ?? 0) <= TARGETS.atOnceRatio;
    lines.push(
      `Ratio to ${against}, ${bodies} bodies: ${ratio}${bodies === 'real' ? ` (target at most ${TARGETS.atOnceRatio}): ${said(met)}` : ''}`,
    );
  }
  return lines.join('\n');
}

/** The events of one claim with the time since the event before. */
export function renderTimeline(figures: SeriesFigures): string {
  let before = 0;
  return (figures.history?.steps ?? [])
    .map(({ atMs, event, detail }) => {
      const line = `${ms(atMs).padStart(8)} ${`+${ms(atMs - before)}`.padStart(7)}  ${event} ${detail}`;
      before = atMs;
      return line;
    })
    .join('\n');
}

function table(head: string[]): Table.Table {
  const colAligns = head.map((_, index): Table.HorizontalAlignment => (index < 2 ? 'left' : 'right'));
  return new Table({ head, colAligns, style: { head: [], border: [] } });
}

function ms(value: number | null): string {
  return value === null ? '-' : value.toFixed(value < 10 ? 1 : 0);
}

function said(met: boolean): string {
  return met ? 'met' : 'NOT met';
}
